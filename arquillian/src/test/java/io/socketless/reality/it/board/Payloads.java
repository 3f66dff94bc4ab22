package io.socketless.reality.it.board;

import io.socketless.reality.KeyState;
import io.socketless.reality.PayloadProvider;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Inline data for the keys that begin with {@code payload:}, and how often it was asked for. */
@ApplicationScoped
@Path("payload-calls")
public class Payloads implements PayloadProvider {
    private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();

    @Override
    public Optional<?> payload(KeyState node) {
        if (!node.key().startsWith("payload:")) {
            return Optional.empty();
        }
        calls.merge(node.key(), 1, Integer::sum);
        if (node.key().startsWith("payload:broken")) {
            throw new IllegalStateException("no payload today");
        }
        if (node.key().startsWith("payload:large")) {
            return Optional.of("x".repeat(10_000));
        }
        return Optional.of(Map.of("of", node.key()));
    }

    @GET
    public int calls(@QueryParam("key") String key) {
        return calls.getOrDefault(key, 0);
    }
}
