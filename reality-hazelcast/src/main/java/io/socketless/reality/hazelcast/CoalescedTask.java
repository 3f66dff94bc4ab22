package io.socketless.reality.hazelcast;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Work that many events request and one run does for all of them.
 *
 * <p>Protocol: a request starts a run, unless one is started that has not begun yet. A run withdraws that mark
 * first, then works. A change that precedes a request is therefore seen by a run that begins after it. Two runs can
 * overlap.
 *
 * <p>Thread-safe. {@link #request} never blocks.
 */
final class CoalescedTask {

    private final Consumer<Calls.Task> starter;
    private final Work work;
    private final AtomicBoolean requested = new AtomicBoolean();

    /**
     * @param starter starts a run on another thread, or throws {@link RejectedExecutionException} if the store is
     *     closed
     */
    CoalescedTask(Consumer<Calls.Task> starter, Work work) {
        this.starter = starter;
        this.work = work;
    }

    void request() {
        if (requested.compareAndSet(false, true)) {
            try {
                starter.accept(() -> work.run(() -> requested.set(false)));
            } catch (RejectedExecutionException closed) {
                requested.set(false);
            }
        }
    }

    /** The work of one run. */
    @FunctionalInterface
    interface Work {

        /**
         * Does the work.
         *
         * @param begun must be called before the work begins; later requests start another run
         */
        void run(Runnable begun) throws InterruptedException;
    }
}
