package io.socketless.reality.hazelcast;

import io.socketless.reality.RealityUnavailableException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The attempts of one operation: the pauses between them, and the time limit. Confined to a thread. */
final class Attempts {

    /** The time limit of every operation. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final long LEAST_MILLIS = 10;
    private static final int MOST_DOUBLINGS = 6;

    private final long start = System.nanoTime();
    private int failures;
    private @Nullable Throwable last;

    /** Records why the last attempt failed, for the exception at the end. */
    void failed(Throwable reason) {
        last = reason;
    }

    /**
     * Pauses for a random time, longer with each attempt.
     *
     * @param takesTime whether to pause for at least {@value #LEAST_MILLIS} ms, because an attempt at once would
     *     fail again
     * @throws RealityUnavailableException if the time limit is reached
     */
    void pause(boolean takesTime) throws InterruptedException {
        long most = 1L << Math.min(failures++, MOST_DOUBLINGS);
        pause(Duration.ofMillis(
                (takesTime ? LEAST_MILLIS : 0) + ThreadLocalRandom.current().nextLong(most)));
    }

    /**
     * Pauses.
     *
     * @throws RealityUnavailableException if the time limit is reached
     */
    void pause(Duration time) throws InterruptedException {
        if (left().isNegative()) {
            String message = "The cluster did not become stable within " + LIMIT.toSeconds() + " s";
            throw last == null
                    ? new RealityUnavailableException(message)
                    : new RealityUnavailableException(message, last);
        }
        Thread.sleep(time.toMillis());
    }

    /** The time left; negative if none is. */
    Duration left() {
        return LIMIT.minusNanos(System.nanoTime() - start);
    }
}
