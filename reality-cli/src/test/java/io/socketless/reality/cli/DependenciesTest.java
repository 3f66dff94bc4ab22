package io.socketless.reality.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.client.internal.ClientBuilder;
import io.socketless.reality.client.internal.Transport;
import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.Mesh;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The command has nothing beside the client but JSON-P and picocli, so here is seen that the client needs no more. */
class DependenciesTest {

    @Test
    void the_client_does_without_json_b_and_jax_rs() throws Exception {
        for (String absent : new String[] {"jakarta.json.bind.Jsonb", "jakarta.ws.rs.sse.SseEventSource"}) {
            assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> Class.forName(absent));
        }
        try (RealityClient client = new ClientBuilder().build(List.of(new Payloads()))) {
            Subscription<JsonObject> json = client.subscribe("json", SubscriptionOptions.payload(JsonObject.class));
            Subscription<String> text = client.subscribe("text", SubscriptionOptions.payload(String.class));
            client.syncAll().toCompletableFuture().get(10, SECONDS);

            assertThat(json.state().value().get().getString("text")).isEqualTo("hello");
            assertThat(text.state().value()).contains("{\"text\":\"hello\"}");
        }
    }

    @Test
    void a_payload_that_needs_json_b_fails_with_what_is_missing() {
        try (RealityClient client = new ClientBuilder().build(List.of(new Payloads()))) {
            Subscription<Message> message = client.subscribe("x", SubscriptionOptions.payload(Message.class));
            Awaitility.await().until(() -> message.state() instanceof State.Failed);

            assertThat(message.state().error().get()).hasMessageContaining("no JSON-B");
        }
    }

    /** What JSON-B would bind. */
    private static final class Message {}

    /** A server that puts the same data inline for every key. */
    private static final class Payloads implements Transport {

        @Override
        public String name() {
            return "payloads";
        }

        @Override
        public CompletableFuture<SyncResponse> sync(SyncRequest request) {
            if (request.waitMillis() > 0) {
                return new CompletableFuture<>(); // nothing changes
            }
            Map<String, ChangedKey> changed = new HashMap<>();
            request.known()
                    .keySet()
                    .forEach(key -> changed.put(
                            key,
                            new ChangedKey(
                                    1,
                                    "h",
                                    "test",
                                    Optional.of(Json.createObjectBuilder()
                                            .add("text", "hello")
                                            .build()))));
            return CompletableFuture.completedFuture(
                    new SyncResponse(changed, new Mesh(Map.of(), 1), 0, Set.of(), OptionalLong.empty()));
        }

        @Override
        public CompletableFuture<UpdateResponse> update(UpdateRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletableFuture<HealthResponse> health() {
            throw new UnsupportedOperationException();
        }
    }
}
