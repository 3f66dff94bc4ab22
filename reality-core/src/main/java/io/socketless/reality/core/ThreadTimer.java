package io.socketless.reality.core;

import java.lang.System.Logger;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A timer with one thread. Tens of thousands of tasks cost a heap entry each; a cancelled one is removed at once. */
public final class ThreadTimer implements Timer {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    private final ScheduledThreadPoolExecutor executor;

    public ThreadTimer(ThreadFactory threads) {
        executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Task after(Duration delay, Runnable task) {
        try {
            return cancelling(executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException closed) {
            return () -> {};
        }
    }

    @Override
    public Task every(Duration pause, Runnable task) {
        return cancelling(executor.scheduleWithFixedDelay(
                () -> runGuarded(task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** A failure must not prevent later runs. */
    private static void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException failure) {
            CoreMessages.TASK_FAILED.logWith(LOGGER, failure);
        }
    }

    private static Task cancelling(Future<?> future) {
        return () -> future.cancel(false);
    }
}
