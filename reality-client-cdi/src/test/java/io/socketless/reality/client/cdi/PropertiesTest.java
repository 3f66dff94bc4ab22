package io.socketless.reality.client.cdi;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.socketless.reality.client.FetchTimeoutException;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.ServerStatus;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.Limits;
import io.socketless.reality.protocol.Mesh;
import io.socketless.reality.protocol.Mode;
import io.socketless.reality.protocol.Problem;
import io.socketless.reality.protocol.RequestDecoder;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every property of the injected client, by what it changes in what a server is asked. */
class PropertiesTest {

    private final List<SyncRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean down;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/app/reality/sync", exchange -> {
            SyncRequest request = new RequestDecoder(Limits.DEFAULT)
                    .sync(exchange.getRequestBody().readAllBytes());
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            requests.add(request);
            byte[] body = Encoder.encode(answer(request));
            if (down) {
                body = Encoder.encode(Problem.of(503, "down"));
            }
            exchange.sendResponseHeaders(down ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** Every key has the version 1, and nothing is held. */
    private static SyncResponse answer(SyncRequest request) {
        return new SyncResponse(
                request.known().entrySet().stream()
                        .filter(entry -> entry.getValue() != 1)
                        .collect(Collectors.toMap(Map.Entry::getKey, entry -> new ChangedKey(1, "h", "test"))),
                new Mesh(Map.of(), 1),
                0,
                Set.of(),
                OptionalLong.empty());
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/app";
    }

    private interface Use {
        void of(RealityClient client) throws Exception;
    }

    private void with(Map<String, String> properties, boolean withNode, Use use) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("reality.client.servers", url()));
        all.putAll(properties);
        try (ApplicationUnderTest application = ApplicationUnderTest.start(all, withNode)) {
            use.of(application.get(RealityClient.class));
        }
    }

    private void with(Map<String, String> properties, Use use) throws Exception {
        with(properties, false, use);
    }

    @Test
    void servers() throws Exception {
        with(Map.of("reality.client.servers", "http://127.0.0.1:1/app, " + url()), client -> {
            assertThat(client.servers())
                    .extracting(ServerStatus::name)
                    .containsExactly("http://127.0.0.1:1/app", url());
            assertThat(sync(client)).isNotEmpty(); // the second answers for the first
        });
    }

    @Test
    void execution_mode_client_asks_servers_though_there_is_a_node() throws Exception {
        with(Map.of("reality.client.execution-mode", "client"), true, client -> {
            sync(client);

            assertThat(requests).hasSize(1);
        });
    }

    @Test
    void execution_mode_auto_uses_the_node_if_no_servers_are_set() throws Exception {
        with(Map.of("reality.client.execution-mode", "auto", "reality.client.servers", ""), true, client -> {
            sync(client);

            assertThat(requests).isEmpty();
            assertThat(client.servers().get(0).name()).startsWith("embedded:");
        });
    }

    @Test
    void servers_take_precedence_over_the_node_in_execution_mode_auto() throws Exception {
        with(Map.of("reality.client.execution-mode", "auto"), true, client -> {
            sync(client);

            assertThat(requests).isNotEmpty();
        });
    }

    @Test
    void execution_mode_ssr_embedded_asks_the_node_and_follows_only_what_says_so() throws Exception {
        with(Map.of("reality.client.execution-mode", "ssr-embedded"), true, client -> {
            assertThat(sync(client)).isNotEmpty();
            assertThat(requests).isEmpty();
            assertThat(client.servers().get(0).name()).startsWith("embedded:");
        });
    }

    @Test
    void execution_mode_server_external_follows_only_what_says_so() throws Exception {
        with(Map.of("reality.client.execution-mode", "server-external"), client -> {
            ready(client.subscribe("x", SubscriptionOptions.versions()));
            client.subscribe("y", SubscriptionOptions.versions().live(true));
            Awaitility.await().until(() -> requests.stream().anyMatch(request -> request.waitMillis() > 0));

            assertThat(requests.stream().filter(request -> request.waitMillis() > 0))
                    .allMatch(request -> request.known().keySet().equals(Set.of("y")));
        });
    }

    @Test
    void mode_and_interval() throws Exception {
        with(Map.of("reality.client.mode", "polling-compat", "reality.client.interval", "PT0.05S"), client -> {
            client.subscribe("x", SubscriptionOptions.versions());
            Awaitility.await().until(() -> requests.size() >= 5); // every five seconds by default

            assertThat(requests)
                    .allMatch(request -> request.mode() == Mode.POLLING_COMPAT && request.waitMillis() == 0);
        });
    }

    @Test
    void timeout() throws Exception {
        with(Map.of("reality.client.timeout", "PT0.1S"), client -> {
            Subscription<String> watching =
                    client.subscribe("x", SubscriptionOptions.fetching(node -> new CompletableFuture<String>()));
            Awaitility.await().until(() -> watching.state().error().isPresent());

            assertThat(watching.state().error().get())
                    .isInstanceOf(FetchTimeoutException.class)
                    .hasMessageContaining("100 ms");
        });
    }

    @Test
    void retries() throws Exception {
        down = true;
        with(Map.of("reality.client.retries", "5", "reality.client.backoff.first", "PT0.01S"), client -> {
            fail(client);

            assertThat(requests).hasSize(6);
        });
    }

    @Test
    void the_first_pause() throws Exception {
        down = true;
        with(
                Map.of("reality.client.retries", "1", "reality.client.backoff.first", "PT2S"),
                client ->
                        // Half of it is random; by default it would be over after a fifth of a second.
                        assertThat(fail(client)).isGreaterThanOrEqualTo(Duration.ofSeconds(1)));
    }

    @Test
    void the_longest_pause() throws Exception {
        down = true;
        Map<String, String> properties = Map.of(
                "reality.client.retries", "12",
                "reality.client.backoff.first", "PT0.01S",
                "reality.client.backoff.longest", "PT0.02S");
        with(
                properties,
                client ->
                        // Doubled without this limit, the pauses would be 20 seconds at the least.
                        assertThat(fail(client)).isLessThan(Duration.ofSeconds(10)));
    }

    @Test
    void avoid_for() throws Exception {
        down = true;
        with(Map.of("reality.client.retries", "0", "reality.client.avoid-for", "PT1H"), client -> {
            fail(client);

            assertThat(client.servers().get(0).avoidedFor()).isGreaterThan(Duration.ofMinutes(50));
        });
    }

    @Test
    void wait_at_most() throws Exception {
        with(Map.of("reality.client.max-wait", "PT7S"), client -> {
            client.subscribe("x", SubscriptionOptions.versions());

            Awaitility.await().until(() -> requests.stream().anyMatch(request -> request.waitMillis() == 7_000));
        });
    }

    @Test
    void secret() throws Exception {
        with(Map.of("reality.client.secret", "long enough"), client -> {
            sync(client);

            assertThat(authorizations).containsExactly("Bearer long enough");
        });
    }

    private static Map<String, ?> sync(RealityClient client) throws Exception {
        return client.sync(List.of("x")).toCompletableFuture().get(20, SECONDS);
    }

    /** Returns how long it took. */
    private static Duration fail(RealityClient client) {
        long begin = System.nanoTime();
        assertThat(client.sync(List.of("x")).toCompletableFuture()).failsWithin(Duration.ofSeconds(60));
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static void ready(Subscription<?> watching) {
        Awaitility.await().until(() -> watching.state() instanceof State.Ready);
    }
}
