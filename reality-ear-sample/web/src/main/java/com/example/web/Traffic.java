package com.example.web;

import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The traffic of each client of one web application on this node. Thread-safe. */
final class Traffic {

    static final int MAX_CLIENTS = 200;

    private static final Duration MAX_AGE = Duration.ofHours(1);

    private final Map<String, Counters> counters = new ConcurrentHashMap<>();

    /** The traffic of this web application. */
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

    /** Counts the begin of a request, and returns the counters of its client. */
    Counters begin(String label) {
        Counters begun = counters.compute(label, (unused, known) -> {
            Counters own = known == null ? new Counters(label) : known;
            own.begin();
            return own;
        });
        removeOld();
        return begun;
    }

    /** The counters of a client; zero if it is unknown. */
    Counters of(String label) {
        return counters.getOrDefault(label, new Counters(label));
    }

    /** The counters of the last hour, the most recent first. */
    List<Counters> all() {
        removeOld();
        return counters.values().stream().sorted().toList();
    }

    private void removeOld() {
        counters.values().removeIf(client -> client.isIdleFor(MAX_AGE));
        counters.values().stream()
                .sorted()
                .skip(MAX_CLIENTS)
                .filter(Counters::isIdle)
                .forEach(client -> counters.remove(client.getLabel(), client));
    }
}
