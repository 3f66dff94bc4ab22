package io.socketless.reality.jakarta.answer;

import io.socketless.reality.core.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the requests of each client address in the current second. The counts are cleared every second. */
final class RateLimit {

    private static final Duration WINDOW = Duration.ofSeconds(1);

    private final int limit;
    private final ConcurrentHashMap<String, AtomicInteger> counts = new ConcurrentHashMap<>();

    /** @param limit maximum requests per second; 0: unlimited */
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
