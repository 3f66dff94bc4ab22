package io.socketless.reality.hazelcast;

import io.socketless.reality.RealityUnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs calls of Hazelcast on threads of this store. Callers wait no longer than their limit, however long Hazelcast
 * takes (by default up to a minute, and longer if a member hangs).
 *
 * <p>Three pools: one for whole operations, one for the parallel parts of an operation, one for single calls without a
 * waiting caller. A part never waits for another part, so no pool can wait for itself.
 *
 * <p>Thread-safe.
 */
final class Calls implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Calls.class.getName());
    private static final int OPERATIONS = 32;
    private static final int PARTS = 8;
    private static final int ASIDE = 64;

    private final ThreadPoolExecutor operations;
    private final ThreadPoolExecutor parts;
    private final ThreadPoolExecutor aside;

    Calls(String name) {
        operations = pool(OPERATIONS, name + "-call-");
        parts = pool(PARTS, name + "-part-");
        aside = pool(ASIDE, name + "-aside-");
    }

    /**
     * Runs an operation and waits for it.
     *
     * @throws RealityUnavailableException if Hazelcast throws an exception, or the limit is reached
     */
    <T> T await(Duration limit, Callable<T> operation) {
        Future<T> running;
        try {
            running = operations.submit(operation);
        } catch (RejectedExecutionException closed) {
            throw new RealityUnavailableException("The store is closed", closed);
        }
        try {
            return running.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw translated(failed);
        } catch (TimeoutException late) {
            running.cancel(true);
            throw new RealityUnavailableException(
                    "The cluster did not answer within " + limit.toSeconds() + " s", late);
        } catch (InterruptedException interrupted) {
            running.cancel(true);
            Thread.currentThread().interrupt();
            throw new RealityUnavailableException("Interrupted while waiting for the cluster", interrupted);
        }
    }

    /**
     * Starts work that is started again later in any case. A failure is only logged.
     *
     * @throws RejectedExecutionException if this is closed
     */
    void startUpkeep(Task task) {
        operations.execute(() -> {
            try {
                task.run();
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException failed) {
                if (!operations.isShutdown()) {
                    LOG.log(Level.DEBUG, "The cluster did not answer; this is tried again", failed);
                }
            }
        });
    }

    /**
     * Starts a single call of Hazelcast without waiting for it. Many of them can hang.
     *
     * @throws RejectedExecutionException if this is closed
     */
    void startAside(Runnable call) {
        aside.execute(call);
    }

    /** Runs the parts in parallel and waits for all of them. Called by an operation. */
    void inParallel(List<Runnable> tasks) throws InterruptedException {
        List<Future<?>> running = new ArrayList<>();
        tasks.subList(1, tasks.size()).forEach(task -> running.add(parts.submit(task)));
        try {
            tasks.get(0).run();
            for (Future<?> part : running) {
                part.get();
            }
        } catch (ExecutionException failed) {
            throw translated(failed);
        } finally {
            running.forEach(part -> part.cancel(true));
        }
    }

    /** The number of parts that can run at once. */
    int width() {
        return PARTS;
    }

    /** Interrupts all threads. */
    @Override
    public void close() {
        operations.shutdownNow();
        parts.shutdownNow();
        aside.shutdownNow();
    }

    /** Waits until no thread is left, or the limit is reached. */
    void awaitEnd(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        for (ThreadPoolExecutor pool : List.of(operations, parts, aside)) {
            boolean ignored = pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    /** The exception for the caller. Its message names no class and no address; the cause has both, for the log. */
    private static RuntimeException translated(ExecutionException failed) {
        Throwable failure = Objects.requireNonNull(failed.getCause());
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure instanceof RealityUnavailableException || failure instanceof IllegalArgumentException) {
            return (RuntimeException) failure;
        }
        return new RealityUnavailableException("The cluster could not answer", failure);
    }

    private static ThreadPoolExecutor pool(int size, String prefix) {
        AtomicInteger number = new AtomicInteger();
        ThreadFactory threads = task -> {
            Thread thread = new Thread(task, prefix + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(size, size, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Work without a result. */
    @FunctionalInterface
    interface Task {
        void run() throws InterruptedException;
    }
}
