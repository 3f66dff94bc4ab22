package io.socketless.reality.spi;

import io.socketless.reality.KeyState;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How version numbers are made: {@code next = max(previous + 1, candidate)} with
 * {@code candidate = (epoch milliseconds << 10) | 10 random bits}, which fits 53 bits until the year 2248.
 *
 * <p>A counter that starts at 1 again after a restart hands out old numbers for new content, and clients that compare
 * for inequality miss the change. Time does not start again. Make candidates where a change is asked for, never in code
 * that replicas run, where each would read another clock.
 */
public final class Versions {

    /** How far ahead of the cluster's time a candidate may be; a clock beyond it is cut back to this. */
    public static final long MAX_AHEAD_MILLIS = 60_000;

    private static final int RANDOM_BITS = 10;

    private Versions() {}

    /** A version number for now, by this clock. */
    public static long candidate(Clock clock) {
        return at(clock.millis()) | ThreadLocalRandom.current().nextInt(1 << RANDOM_BITS);
    }

    /** The lowest candidate of a moment, clamped to the range of versions. */
    public static long at(long epochMillis) {
        return Math.max(1, Math.min(epochMillis, KeyState.MAX_VERSION >> RANDOM_BITS) << RANDOM_BITS);
    }

    /**
     *
     * The highest number that {@link #candidate} may have made up to this moment on any node whose clock was not cut
     *
     * back.
     *
     */
    public static long ceiling(long epochMillis) {
        return Math.min(at(epochMillis + MAX_AHEAD_MILLIS) | ((1L << RANDOM_BITS) - 1), KeyState.MAX_VERSION);
    }

    /**
     * The version that follows.
     *
     * @param previous the highest version that the key may have had, floor included
     * @throws IllegalStateException if the numbers are used up, which a clock cannot cause before the year 2248
     */
    public static long next(long previous, long candidate) {
        if (previous >= KeyState.MAX_VERSION) {
            throw new IllegalStateException("No version above " + previous);
        }
        return Math.max(previous + 1, Math.min(candidate, KeyState.MAX_VERSION));
    }
}
