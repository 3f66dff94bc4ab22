package io.socketless.reality.jakarta.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.socketless.reality.KeyState;
import io.socketless.reality.PayloadProvider;
import io.socketless.reality.Reality;
import io.socketless.reality.jakarta.Logged;
import io.socketless.reality.jakarta.door.Server;
import io.socketless.reality.jakarta.local.EmbeddedNode;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    private final Logged logged = new Logged();
    private Server server;

    @BeforeEach
    void start() throws Exception {
        start(Duration.ofMinutes(1)); // the first binding to JSON takes long where processors are few
        Provider.CALLS.set(0);
        Provider.lateMayEnd = new CountDownLatch(1);
    }

    @AfterEach
    void stop() throws Exception {
        Provider.lateMayEnd.countDown();
        server.close();
        logged.close();
    }

    private void start(Duration timeout) throws Exception {
        server = Server.start(
                Map.of(
                        "reality.payload.public",
                        "true",
                        "reality.payload.max-bytes",
                        "100",
                        "reality.payload.timeout",
                        timeout.toString()),
                Provider.class);
    }

    private void restart(Duration timeout) throws Exception {
        server.close();
        start(timeout);
    }

    private KeyState change(String key) {
        return server.application.get(Reality.class).now().invalidate(key);
    }

    private JsonObject told(String key) throws Exception {
        return Server.parse(server.post("/sync", "{\"known\":{\"" + key + "\":0}}"))
                .getJsonObject("changed")
                .getJsonObject(key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "record | {\"author\":\"Ada\",\"likes\":3}",
                "map | {\"b\":1,\"a\":[true,false]}",
                "string | \"say \\\"hi\\\"\"",
                "number | 42"
            })
    void a_payload_is_bound_to_json(String key, String json) throws Exception {
        change(key);

        assertThat(told(key).get("payload").toString()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "null", "throws", "errs", "large"})
    void an_answer_goes_without_a_payload_that_it_cannot_have(String key) throws Exception {
        change(key);

        assertThat(told(key).keySet()).containsExactlyInAnyOrder("version", "hash", "source");
    }

    @Test
    void a_payload_of_the_most_bytes_is_sent() throws Exception {
        change("fits");

        assertThat(told("fits").getString("payload")).hasSize(98);
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "errs", "large", "null"})
    void a_payload_that_fails_is_asked_for_once_and_logged_once(String key) throws Exception {
        change(key);
        told(key);
        told(key);

        assertThat(Provider.CALLS).hasValue(1);
        assertThat(logged.messages())
                .filteredOn(message -> message.startsWith("REALITY-1008"))
                .hasSize(1);
    }

    @Test
    void an_answer_goes_without_a_late_payload_which_is_there_for_who_asks_later() throws Exception {
        restart(Duration.ofMillis(200));
        change("late");
        assertThat(told("late").keySet()).containsExactlyInAnyOrder("version", "hash", "source");

        Provider.lateMayEnd.countDown();

        await().until(() -> told("late").containsKey("payload"));
        assertThat(Provider.CALLS).hasValue(1);
    }

    @Test
    void a_payload_is_asked_for_once_however_many_wait() throws Exception {
        KeyState known = change("string");
        List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(server.sendAsync(
                    server.json("/sync", "{\"known\":{\"string\":" + known.version() + "},\"wait\":20000}")));
        }
        await().until(() -> server.application
                        .get(NodeLifecycle.class)
                        .node()
                        .requireEngine()
                        .waiters()
                == 20);

        change("string");

        for (CompletableFuture<HttpResponse<String>> each : waiting) {
            assertThat(each.get(10, TimeUnit.SECONDS).body()).contains("\"payload\":\"say");
        }
        assertThat(Provider.CALLS).hasValue(1);
    }

    @Test
    void every_version_has_a_payload_of_its_own() throws Exception {
        change("number");
        told("number");
        change("number");
        told("number");

        assertThat(Provider.CALLS).hasValue(2);
    }

    @Test
    void a_key_that_is_gone_has_no_payload() throws Exception {
        change("number");
        server.application.get(Reality.class).now().delete("number");

        assertThat(told("number")).doesNotContainKey("payload");
        assertThat(Provider.CALLS).hasValue(0);
    }

    @Test
    void an_event_has_the_payload_as_its_data() throws Exception {
        change("record");

        assertThat(server.get("/events?key=record").body()).contains("data: {\"author\":\"Ada\",\"likes\":3}\n");
    }

    @Test
    void the_servlet_and_the_application_share_one_payload() throws Exception {
        change("record");
        told("record");

        SyncResponse inside = server.application
                .get(EmbeddedNode.class)
                .sync(SyncRequest.of(Map.of("record", 0L)))
                .get(10, TimeUnit.SECONDS);

        assertThat(inside.changed().get("record").payload()).isPresent();
        assertThat(Provider.CALLS).hasValue(1);
    }

    @ApplicationScoped
    static class Provider implements PayloadProvider {

        static final AtomicInteger CALLS = new AtomicInteger();
        static volatile CountDownLatch lateMayEnd = new CountDownLatch(0);

        @Override
        public Optional<?> payload(KeyState state) {
            CALLS.incrementAndGet();
            return switch (state.key()) {
                case "record" -> Optional.of(new Notice("Ada", 3));
                case "map" -> Optional.of(ordered());
                case "string" -> Optional.of("say \"hi\"");
                case "number" -> Optional.of(42);
                case "fits" -> Optional.of("x".repeat(98));
                case "large" -> Optional.of("\u00fc".repeat(50));
                case "null" -> null;
                case "throws" -> throw new IllegalStateException("A provider that fails");
                case "errs" -> throw new StackOverflowError("of a provider");
                case "late" -> late();
                default -> Optional.empty();
            };
        }

        private static Map<String, Object> ordered() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("b", 1);
            map.put("a", List.of(true, false));
            return map;
        }

        private static Optional<?> late() {
            try {
                lateMayEnd.await();
                return Optional.of("late");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    /** What an application would put inline. */
    public record Notice(String author, int likes) {}
}
