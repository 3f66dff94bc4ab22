package io.socketless.reality.jakarta.node;

import io.socketless.reality.internal.LogMessage;
import java.lang.System.Logger;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Passes items to application code, one after another, on a container thread. Delivering threads only queue. At most
 * one task runs: queueing starts it, and it ends when the queue is empty.
 *
 * @param <T> what is delivered
 */
final class Delivery<T> {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");
    private static final int CAPACITY = 10_000;

    private final BlockingQueue<T> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean overflowing = new AtomicBoolean();
    private final Consumer<T> receiver;
    private final LogMessage dropped;
    private final Executor executor;

    /**
     * @param receiver must not throw: that would end the delivery
     * @param dropped logged when the queue is full
     */
    Delivery(Consumer<T> receiver, LogMessage dropped, Executor executor) {
        this.receiver = receiver;
        this.dropped = dropped;
        this.executor = executor;
    }

    /** Delivers soon; drops the item if the queue is full. Returns at once. */
    void deliver(T item) {
        if (!queue.offer(item)) {
            if (overflowing.compareAndSet(false, true)) {
                dropped.log(LOGGER);
            }
            return;
        }
        start();
    }

    private void start() {
        if (running.compareAndSet(false, true)) {
            try {
                executor.execute(this::drain);
            } catch (RuntimeException stopped) { // servers throw more than RejectedExecutionException
                running.set(false);
            }
        }
    }

    private void drain() {
        for (T item = queue.poll(); item != null; item = queue.poll()) {
            receiver.accept(item);
        }
        overflowing.set(false);
        running.set(false);
        if (!queue.isEmpty()) { // queued after the last poll, by a thread that still saw this task running
            start();
        }
    }
}
