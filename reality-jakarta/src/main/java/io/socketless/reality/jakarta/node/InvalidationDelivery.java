package io.socketless.reality.jakarta.node;

import io.socketless.reality.Invalidation;
import io.socketless.reality.InvalidationListener;
import io.socketless.reality.spi.Change;
import java.lang.System.Logger;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells every {@link InvalidationListener} of what this node has written. Whoever writes only queues. */
final class InvalidationDelivery {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    private final Supplier<List<InvalidationListener>> beans;
    private final Delivery<List<Change>> delivery;
    private @Nullable List<InvalidationListener> listeners; // used by one task after another

    InvalidationDelivery(Supplier<List<InvalidationListener>> beans, Executor executor) {
        this.beans = beans;
        delivery = new Delivery<>(this::tell, NodeMessage.INVALIDATIONS_DROPPED, executor);
    }

    /** Tells of one write soon; drops it if the listeners are hopelessly behind. Returns at once. */
    void deliver(List<Change> changes) {
        delivery.deliver(changes);
    }

    private void tell(List<Change> changes) {
        Map<String, Set<String>> keysOf = new LinkedHashMap<>();
        changes.forEach(change -> keysOf.computeIfAbsent(change.source(), any -> new LinkedHashSet<>())
                .add(change.key()));
        keysOf.forEach((source, keys) -> tell(new Invalidation(keys, Optional.of(source))));
    }

    private void tell(Invalidation invalidation) {
        guarded(invalidation, () -> {
            if (listeners == null) { // made here, so on a thread of the container
                listeners = beans.get();
            }
            listeners.forEach(listener -> guarded(invalidation, () -> listener.invalidated(invalidation)));
        });
    }

    private static void guarded(Invalidation invalidation, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) { // an error that got out would end the delivery for good
            NodeMessage.LISTENER_FAILED.logWith(LOGGER, failure, invalidation.keys());
        }
    }
}
