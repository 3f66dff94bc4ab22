package io.socketless.reality.client.internal;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double with every failure in a row, from {@code first} to {@code longest}. Half of each is random, so
 * that
 * clients that failed together do not come back together.
 */
record Backoff(Duration first, Duration longest, RandomGenerator random) {

    /** The pause after so many failures in a row, at least one. */
    Duration after(int failures) {
        long cap = longest.toNanos();
        long full = Math.max(1, first.toNanos());
        for (int i = 1; i < failures && full < cap; i++) {
            full *= 2;
        }
        full = Math.min(full, cap);
        return Duration.ofNanos(full / 2 + (long) (random.nextDouble() * (full - full / 2)));
    }

    Backoff upTo(Duration longest) {
        return new Backoff(first.compareTo(longest) < 0 ? first : longest, longest, random);
    }
}
