package io.socketless.reality.jakarta.answer;

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
 * Inline payloads. The providers are called once per key and version; the result is converted with JSON-B and cached,
 * also if there is none or the call failed. Thread-safe.
 */
final class Payloads implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");
    private static final int CACHED = 10_000;

    private final List<PayloadProvider> providers;
    private final int maxBytes;
    private final Duration timeout;
    private final Executor providing;
    private final Executor answering;
    private final @Nullable Jsonb jsonb;
    private final Map<KeyVersion, CompletableFuture<Optional<String>>> cache = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<KeyVersion, CompletableFuture<Optional<String>>> eldest) {
            return size() > CACHED;
        }
    };

    /** @param answering continues with the answers that had to wait for a payload */
    Payloads(List<PayloadProvider> providers, int maxBytes, Duration timeout, Executor answering) {
        this.providers = providers;
        this.maxBytes = maxBytes;
        this.timeout = timeout;
        this.answering = answering;
        providing = ContainerExecutor.find();
        jsonb = providers.isEmpty() ? null : JsonbBuilder.create();
    }

    /** These keys in the same order, each with the payload that it has in time. */
    CompletableFuture<List<Reported>> of(Collection<KeyState> states) {
        if (providers.isEmpty() || states.isEmpty()) {
            return CompletableFuture.completedFuture(withoutPayloads(states));
        }
        Map<String, CompletableFuture<Optional<String>>> requested = new LinkedHashMap<>();
        states.stream().filter(KeyState::exists).forEach(state -> requested.put(state.key(), request(state)));
        CompletableFuture<Void> all =
                CompletableFuture.allOf(new ArrayList<>(requested.values()).toArray(CompletableFuture[]::new));
        if (all.isDone()) {
            return CompletableFuture.completedFuture(withAvailable(states, requested));
        }
        // Neither the provider's thread, which would write every answer that waits for it, nor the timeout thread,
        // which the whole server shares.
        return all.completeOnTimeout(null, timeout.toNanos(), TimeUnit.NANOSECONDS)
                .thenApplyAsync(unused -> withAvailable(states, requested), answering);
    }

    private static List<Reported> withoutPayloads(Collection<KeyState> states) {
        List<Reported> reported = new ArrayList<>(states.size());
        states.forEach(state -> reported.add(new Reported(state, Optional.empty())));
        return reported;
    }

    private static List<Reported> withAvailable(
            Collection<KeyState> states, Map<String, CompletableFuture<Optional<String>>> requested) {
        List<Reported> reported = new ArrayList<>(states.size());
        for (KeyState state : states) {
            CompletableFuture<Optional<String>> payload = requested.get(state.key());
            reported.add(new Reported(state, payload == null ? Optional.empty() : payload.getNow(Optional.empty())));
        }
        return reported;
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

    private CompletableFuture<Optional<String>> request(KeyState state) {
        CompletableFuture<Optional<String>> payload;
        synchronized (cache) {
            KeyVersion wanted = new KeyVersion(state.key(), state.version());
            CompletableFuture<Optional<String>> cached = cache.get(wanted);
            if (cached != null) {
                return cached;
            }
            payload = new CompletableFuture<>();
            cache.put(wanted, payload);
        }
        try {
            providing.execute(() -> payload.complete(provide(state)));
        } catch (RuntimeException stopping) { // servers throw more than RejectedExecutionException
            payload.complete(Optional.empty());
        }
        return payload;
    }

    private Optional<String> provide(KeyState state) {
        try {
            for (PayloadProvider provider : providers) {
                Optional<?> value = provider.payload(state);
                if (value.isPresent()) {
                    return fitting(state, json(value.get()));
                }
            }
        } catch (RuntimeException | Error failure) { // a cycle of objects overflows the stack
            AnswerMessages.PAYLOAD_FAILED.logWith(LOGGER, failure, state.key(), "the provider failed");
        }
        return Optional.empty();
    }

    private Optional<String> fitting(KeyState state, String json) {
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            AnswerMessages.PAYLOAD_FAILED.log(
                    LOGGER, state.key(), bytes + " bytes exceed reality.payload.max-bytes = " + maxBytes);
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
