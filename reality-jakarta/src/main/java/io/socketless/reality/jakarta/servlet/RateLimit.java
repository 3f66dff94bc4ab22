package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.core.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests of each client address in the current second. What it remembers is forgotten every second. */
final class RateLimit {

    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final int limit;
    private final ConcurrentHashMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    /** @param limit requests in a second; 0: any number */
    RateLimit(int limit, Timer timer) {
        this.limit = limit;
        if (limit > 0) {
            timer.every(WINDOW, counts::clear);
        }
    }

    boolean admits(String address) {
        return limit == 0
                || counts.computeIfAbsent(address, unused -> new AtomicInteger())
                                .incrementAndGet()
                        <= limit;
    }
}
