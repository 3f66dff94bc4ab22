package io.socketless.reality.hazelcast;

import io.socketless.reality.RealityUnavailableException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The tries of one operation: how long to pause between them, and when to give up. Confined to a thread. */
final class Attempts {

    private static final long PATIENT_MILLIS = 10;
    private static final int MOST_DOUBLINGS = 6;

    private final long start = System.nanoTime();
    private final Duration limit;
    private int failures;
    private @Nullable Throwable last;

    Attempts(Duration limit) {
        this.limit = limit;
    }

    /** Notes why the last try failed, for the exception at the end. */
    void failed(Throwable reason) {
        last = reason;
    }

    /**
     * Lets a random time pass, longer with each try.
     *
     * @param patience whether at least {@value #PATIENT_MILLIS} ms have to pass, since another try at once would find the same
     * @throws RealityUnavailableException if the time is up
     */
    void pause(boolean patience) throws InterruptedException {
        long most = 1L << Math.min(failures++, MOST_DOUBLINGS);
        pause(Duration.ofMillis(
                (patience ? PATIENT_MILLIS : 0) + ThreadLocalRandom.current().nextLong(most)));
    }

    /**
     * Lets some time pass.
     *
     * @throws RealityUnavailableException if the time is up
     */
    void pause(Duration time) throws InterruptedException {
        if (left().isNegative()) {
            String message = "The cluster did not settle within " + limit.toSeconds() + " s";
            throw last == null
                    ? new RealityUnavailableException(message)
                    : new RealityUnavailableException(message, last);
        }
        Thread.sleep(time.toMillis());
    }

    /** How much time is left; negative if none is. */
    Duration left() {
        return limit.minusNanos(System.nanoTime() - start);
    }
}
