package io.socketless.reality.jakarta.node;

import io.socketless.reality.Changed;
import io.socketless.reality.KeyState;
import jakarta.enterprise.event.Event;
import java.lang.System.Logger;
import java.util.concurrent.Executor;

/** Fires {@link Changed} for what the store reports. The store's threads only queue. */
final class ChangedDelivery {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    private final Event<Changed> event;
    private final Delivery<KeyState> delivery;

    ChangedDelivery(Event<Changed> event, Executor executor) {
        this.event = event;
        delivery = new Delivery<>(this::fire, NodeMessage.CHANGES_DROPPED, executor);
    }

    /** Fires an event soon; drops it if the observers are hopelessly behind. Returns at once. */
    void deliver(KeyState node) {
        delivery.deliver(node);
    }

    private void fire(KeyState node) {
        try {
            event.fire(new Changed(node));
        } catch (RuntimeException | Error failure) { // an error that got out would end the delivery for good
            NodeMessage.OBSERVER_FAILED.logWith(LOGGER, failure, node.key());
        }
    }
}
