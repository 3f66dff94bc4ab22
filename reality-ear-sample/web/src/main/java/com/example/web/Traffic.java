package com.example.web;

import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What each client of one web application on this node has cost. Thread-safe. */
final class Traffic {

    static final int MOST = 200;

    private static final Duration KEPT = Duration.ofHours(1);

    private final Map<String, Counters> counters = new ConcurrentHashMap<>();

    /** The one of a web application. */
    static Traffic of(ServletContext application) {
        synchronized (application) {
            if (application.getAttribute(Traffic.class.getName()) instanceof Traffic traffic) {
                return traffic;
            }
            Traffic traffic = new Traffic();
            application.setAttribute(Traffic.class.getName(), traffic);
            return traffic;
        }
    }

    /** The counters of a client, for a request of it that begins now. */
    Counters begin(String label) {
        Counters begun = counters.compute(label, (unused, known) -> {
            Counters own = known == null ? new Counters(label) : known;
            own.begin();
            return own;
        });
        forgetOld();
        return begun;
    }

    /** A client that is not known has cost nothing. */
    Counters of(String label) {
        return counters.getOrDefault(label, new Counters(label));
    }

    /** Those of the last hour, the latest first. */
    List<Counters> all() {
        forgetOld();
        return counters.values().stream().sorted().toList();
    }

    private void forgetOld() {
        counters.values().removeIf(client -> client.isIdleFor(KEPT));
        counters.values().stream()
                .sorted()
                .skip(MOST)
                .filter(Counters::isIdle)
                .forEach(client -> counters.remove(client.getLabel(), client));
    }
}
