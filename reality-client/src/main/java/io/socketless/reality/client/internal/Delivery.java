package io.socketless.reality.client.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Hands values to code of the application, one after another and in order, on the client's executor. Of more than
 * {@code capacity} values that have not been handed over, the oldest are dropped: with a capacity of one the latest
 * wins.
 *
 * <p>The lock guards the queue and is never held while the application's code runs. At most one task is under way; it
 * ends when
 * it finds the queue empty.
 */
final class Delivery<V> {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality.client");

    private final Consumer<? super V> receiver;
    private final Executor executor;
    private final int capacity;
    private final Deque<V> queue = new ArrayDeque<>(1);
    private boolean running;

    Delivery(Consumer<? super V> receiver, Executor executor, int capacity) {
        this.receiver = receiver;
        this.executor = executor;
        this.capacity = capacity;
    }

    void deliver(V value) {
        synchronized (queue) {
            if (queue.size() == capacity) {
                queue.removeFirst();
            }
            queue.addLast(value);
            if (running) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException ended) {
            synchronized (queue) {
                queue.clear();
                running = false;
            }
        }
    }

    private void drain() {
        for (V value = next(); value != null; value = next()) {
            try {
                receiver.accept(value);
            } catch (RuntimeException | Error failure) {
                LOGGER.log(Level.WARNING, "A listener failed", failure);
            }
        }
    }

    private @Nullable V next() {
        synchronized (queue) {
            V value = queue.pollFirst();
            running = value != null;
            return value;
        }
    }
}
