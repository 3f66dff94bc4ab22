package io.socketless.reality.client.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another, in the order in which they came, without a thread of its own and without a lock:
 * whoever
 * brings a task while none runs, runs it, and with it what others bring meanwhile. Tasks are short and never block, so
 * nobody
 * is kept. What only tasks touch needs no further protection.
 */
final class Mailbox {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality.client");

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Thread runner;

    /** Runs a task, at the latest when whoever runs others now comes to it. */
    void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() != 0) {
            return;
        }
        do {
            runner = Thread.currentThread();
            run(tasks.remove());
            runner = null;
        } while (waiting.decrementAndGet() != 0);
    }

    /** What a task finds; waits for the tasks before it. */
    <T> T ask(Supplier<T> question) {
        if (runner == Thread.currentThread()) {
            return question.get(); // it is asked by a task, which must not wait for itself
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        execute(() -> answer.complete(question.get()));
        return answer.join();
    }

    /** A task that fails must not take those behind it along. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error failure) {
            LOGGER.log(Level.ERROR, "A task of the client failed", failure);
        }
    }
}
