package io.socketless.reality.jakarta.node;

import io.socketless.reality.Changed;
import io.socketless.reality.KeyState;
import jakarta.enterprise.event.Event;
import java.lang.System.Logger;
import java.util.concurrent.Executor;

/** Fires {@link Changed} for store notifications. Store threads only queue. */
final class ChangedDelivery {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    private final Event<Changed> event;
    private final Delivery<KeyState> delivery;

    ChangedDelivery(Event<Changed> event, Executor executor) {
        this.event = event;
        delivery = new Delivery<>(this::fire, NodeMessages.CHANGES_DROPPED, executor);
    }

    /** Fires an event soon; drops it if too many events are queued. Returns at once. */
    void deliver(KeyState state) {
        delivery.deliver(state);
    }

    private void fire(KeyState state) {
        Changed changed = new Changed(state);
        guarded(state, () -> event.fire(changed));
        guarded(state, () -> event.fireAsync(changed).whenComplete((fired, failure) -> {
            if (failure != null) {
                logFailure(state, failure);
            }
        }));
    }

    private static void guarded(KeyState state, Runnable fire) {
        try {
            fire.run();
        } catch (RuntimeException | Error failure) { // an error that escaped would end the delivery
            logFailure(state, failure);
        }
    }

    private static void logFailure(KeyState state, Throwable failure) {
        NodeMessages.OBSERVER_FAILED.logWith(LOGGER, failure, state.key());
    }
}
