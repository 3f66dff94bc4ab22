package io.socketless.reality.hazelcast;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A daemon thread that runs short tasks, one at a time: at once, later or periodically. After {@link #close} it
 * drops every task, because members can answer later than that. Thread-safe.
 */
final class Timer implements Executor, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Timer.class.getName());

    private final ScheduledThreadPoolExecutor thread;

    Timer(String name) {
        thread = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread created = new Thread(task, name);
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        thread.setRemoveOnCancelPolicy(true);
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /** Runs a task once, after a delay. */
    void after(Duration delay, Runnable task) {
        var ignored = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Runs a task again and again, with this time between two runs, also if a run fails. */
    void every(Duration period, Runnable task) {
        Runnable safe = () -> {
            try {
                task.run();
            } catch (RuntimeException failed) {
                LOG.log(Level.DEBUG, "A periodic task failed and will run again", failed);
            }
        };
        var ignored = thread.scheduleWithFixedDelay(safe, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Interrupts the current task and drops all others. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
