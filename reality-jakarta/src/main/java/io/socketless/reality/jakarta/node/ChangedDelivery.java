package io.socketless.reality.jakarta.node;

import io.socketless.reality.Changed;
import io.socketless.reality.Node;
import io.socketless.reality.spi.LogMessage;
import jakarta.enterprise.event.Event;
import java.lang.System.Logger;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Fires {@link Changed} for what the store reports, one after another, on a thread of the container. The store's threads only
 * queue. At most one task runs: whoever queues starts it, and it ends when it finds the queue empty.
 */
final class ChangedDelivery {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");
    private static final int CAPACITY = 10_000;

    private final BlockingQueue<Node> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final AtomicBoolean running = new AtomicBoolean();
    private final AtomicBoolean overflowing = new AtomicBoolean();
    private final Event<Changed> event;
    private final Executor executor;

    ChangedDelivery(Event<Changed> event, Executor executor) {
        this.event = event;
        this.executor = executor;
    }

    /** Fires an event soon; drops it if the observers are hopelessly behind. Returns at once. */
    void deliver(Node node) {
        if (!queue.offer(node)) {
            if (overflowing.compareAndSet(false, true)) {
                LogMessage.CHANGES_DROPPED.log(LOGGER);
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
        for (Node node = queue.poll(); node != null; node = queue.poll()) {
            fire(node);
        }
        overflowing.set(false);
        running.set(false);
        if (!queue.isEmpty()) { // queued after the last poll by somebody who still saw this task running
            start();
        }
    }

    private void fire(Node node) {
        try {
            event.fire(new Changed(node));
        } catch (RuntimeException | Error failure) { // an error that got out would end the delivery for good
            LogMessage.OBSERVER_FAILED.logWith(LOGGER, failure, node.key());
        }
    }
}
