package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.KeyState;
import io.socketless.reality.PayloadProvider;
import io.socketless.reality.jakarta.node.ContainerExecutor;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.lang.System.Logger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Inline payloads: asked of the application once per key and version, bound with JSON-B, and remembered, whatever came of
 * it, for whoever asks for the same version later. Thread-safe.
 */
final class Payloads implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");
    private static final int REMEMBERED = 10_000;

    private final List<PayloadProvider> providers;
    private final int maxBytes;
    private final Duration timeout;
    private final Executor executor;
    private final Executor answering;
    private final @Nullable Jsonb jsonb;
    private final Map<KeyVersion, CompletableFuture<Optional<String>>> remembered =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<KeyVersion, CompletableFuture<Optional<String>>> eldest) {
                    return size() > REMEMBERED;
                }
            };

    private Payloads(List<PayloadProvider> providers, int maxBytes, Duration timeout, Executor answering) {
        this.providers = providers;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.answering = answering;
        executor = ContainerExecutor.find();
        jsonb = providers.isEmpty() ? null : JsonbBuilder.create();
    }

    /** @param answering goes on with the answers that had to wait for a payload */
    static Payloads of(List<PayloadProvider> providers, int maxBytes, Duration timeout, Executor answering) {
        return new Payloads(providers, maxBytes, timeout, answering);
    }

    /** Whether the application provides no payloads at all. */
    boolean none() {
        return providers.isEmpty();
    }

    /** The payloads of these nodes as JSON, by key; of those that have one and have it in time. */
    CompletableFuture<Map<String, String>> of(Collection<KeyState> nodes) {
        Map<String, CompletableFuture<Optional<String>>> asked = new LinkedHashMap<>();
        if (!none()) {
            nodes.stream().filter(KeyState::exists).forEach(node -> asked.put(node.key(), ask(node)));
        }
        if (asked.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        CompletableFuture<Void> all =
                CompletableFuture.allOf(new ArrayList<>(asked.values()).toArray(CompletableFuture[]::new));
        if (all.isDone()) {
            return CompletableFuture.completedFuture(thatAreThere(asked));
        }
        // Not on the provider's thread, which would write the answers of all who wait, nor on the one of the timeouts,
        // which belongs to the whole server.
        return all.completeOnTimeout(null, timeout.toNanos(), TimeUnit.NANOSECONDS)
                .thenApplyAsync(unused -> thatAreThere(asked), answering);
    }

    private static Map<String, String> thatAreThere(Map<String, CompletableFuture<Optional<String>>> asked) {
        Map<String, String> payloads = new LinkedHashMap<>();
        asked.forEach((key, payload) -> payload.getNow(Optional.empty()).ifPresent(json -> payloads.put(key, json)));
        return payloads;
    }

    @Override
    public void close() {
        if (jsonb != null) {
            try {
                jsonb.close();
            } catch (Exception ignored) {
                // Nothing of ours depends on it any more.
            }
        }
    }

    private CompletableFuture<Optional<String>> ask(KeyState node) {
        CompletableFuture<Optional<String>> mine;
        synchronized (remembered) {
            KeyVersion wanted = new KeyVersion(node.key(), node.version());
            CompletableFuture<Optional<String>> known = remembered.get(wanted);
            if (known != null) {
                return known;
            }
            mine = new CompletableFuture<>();
            remembered.put(wanted, mine);
        }
        try {
            executor.execute(() -> mine.complete(provide(node)));
        } catch (RuntimeException stopping) { // servers throw more than RejectedExecutionException
            mine.complete(Optional.empty());
        }
        return mine;
    }

    private Optional<String> provide(KeyState node) {
        try {
            for (PayloadProvider provider : providers) {
                Optional<Object> value = provider.payload(node);
                if (value.isPresent()) {
                    return fitting(node, json(value.get()));
                }
            }
        } catch (RuntimeException | Error failure) { // a cycle of objects overflows the stack
            EndpointMessage.PAYLOAD_FAILED.logWith(LOGGER, failure, node.key(), "the provider failed");
        }
        return Optional.empty();
    }

    private Optional<String> fitting(KeyState node, String json) {
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            EndpointMessage.PAYLOAD_FAILED.log(
                    LOGGER, node.key(), bytes + " bytes are more than reality.payload.max-bytes = " + maxBytes);
            return Optional.empty();
        }
        return Optional.of(json);
    }

    private String json(Object value) {
        if (jsonb == null) {
            throw new IllegalStateException("No provider, no payload");
        }
        return jsonb.toJson(value);
    }

    private record KeyVersion(String key, long version) {}
}
