package io.socketless.reality.jakarta.node;

import io.socketless.reality.Invalidation;
import io.socketless.reality.PublishedHereListener;
import io.socketless.reality.spi.Change;
import java.lang.System.Logger;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls every {@link PublishedHereListener} for what this node has written. Writing threads only queue. */
final class PublishedDelivery {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    private final Supplier<List<PublishedHereListener>> beans;
    private final Delivery<List<Change>> delivery;
    private @Nullable List<PublishedHereListener> listeners; // used by one task after another

    PublishedDelivery(Supplier<List<PublishedHereListener>> beans, Executor executor) {
        this.beans = beans;
        delivery = new Delivery<>(this::call, NodeMessages.INVALIDATIONS_DROPPED, executor);
    }

    /** Reports one write soon; drops it if too many are queued. Returns at once. */
    void deliver(List<Change> changes) {
        delivery.deliver(changes);
    }

    private void call(List<Change> changes) {
        Map<String, Map<String, Change>> bySource = new LinkedHashMap<>();
        changes.forEach(change -> bySource.computeIfAbsent(change.source(), any -> new LinkedHashMap<>())
                .put(change.key(), change));
        bySource.forEach((source, ofSource) -> call(invalidation(source, ofSource)));
    }

    private static Invalidation invalidation(String source, Map<String, Change> changes) {
        Map<String, String> hashes = new HashMap<>();
        Set<String> deleted = new HashSet<>();
        changes.forEach((key, change) -> {
            change.hash().ifPresent(hash -> hashes.put(key, hash));
            if (change.deletes()) {
                deleted.add(key);
            }
        });
        return new Invalidation(new LinkedHashSet<>(changes.keySet()), hashes, deleted, Optional.of(source));
    }

    private void call(Invalidation invalidation) {
        guarded(invalidation, () -> {
            if (listeners == null) { // created here, on a container thread
                listeners = beans.get();
            }
            listeners.forEach(listener -> guarded(invalidation, () -> listener.invalidated(invalidation)));
        });
    }

    private static void guarded(Invalidation invalidation, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) { // an error that escaped would end the delivery
            NodeMessages.LISTENER_FAILED.logWith(LOGGER, failure, invalidation.keys());
        }
    }
}
