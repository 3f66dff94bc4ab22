package io.socketless.reality.jakarta.versioned;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyState;
import io.socketless.reality.core.Engine;
import io.socketless.reality.jakarta.answer.KeyAccess;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import io.socketless.reality.protocol.KeyRule;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The versions of keys for a response that can also do without them. */
@ApplicationScoped
public class CurrentVersions {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @Inject
    private NodeLifecycle lifecycle;

    @Inject
    private KeyAccess access;

    /** For CDI. */
    @SuppressWarnings("NullAway.Init") // CDI sets the fields before the first call
    public CurrentVersions() {}

    /**
     * Reads the versions from the owners, as a sync does. Blocks for at most one second.
     *
     * @return in the order of the keys; empty if one of them is invalid or denied to this caller, or if the cluster
     *     does not answer in time
     */
    Optional<Map<String, Long>> of(Set<String> keys, Caller caller) {
        LocalNode node = lifecycle.node();
        KeyRule rule = node.settings().limits().keyRule();
        return keys.stream().anyMatch(key -> rule.fault(key).isPresent())
                        || !access.denied(caller, keys).isEmpty()
                ? Optional.empty()
                : node.engine().flatMap(engine -> read(engine, keys, node.executor()));
    }

    /** A read can block for longer than this optional result is worth, so another thread sends it. */
    private static Optional<Map<String, Long>> read(Engine engine, Set<String> keys, Executor executor) {
        try {
            Map<String, KeyState> states = CompletableFuture.supplyAsync(() -> engine.read(keys), executor)
                    .thenCompose(read -> read)
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            Map<String, Long> versions = new LinkedHashMap<>();
            keys.forEach(key ->
                    versions.put(key, Objects.requireNonNull(states.get(key)).version()));
            return Optional.of(versions);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException unavailable) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
