package io.socketless.reality.client.internal;

import static io.socketless.reality.client.internal.RawServer.unchanged;
import static io.socketless.reality.client.internal.RawServer.write;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.FetchTimeoutException;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.client.UnreachableException;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.Mode;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every option of the builder that no other test is about, by what it changes. */
class OptionsTest {

    @Test
    void the_client_id_goes_with_every_request() {
        UUID id = UUID.randomUUID();
        try (Bench bench = Bench.withOneServer(new ClientBuilder().clientId(id))) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();

            assertThat(bench.a.requests).hasSize(2).allMatch(request -> request.clientId()
                    .equals(Optional.of(id)));
        }
    }

    @Test
    void without_a_client_id_clients_can_be_told_apart() {
        try (Bench one = Bench.withOneServer();
                Bench other = Bench.withOneServer()) {
            one.client.sync(List.of("x"));
            other.client.sync(List.of("x"));

            assertThat(one.a.requests.get(0).clientId()).isPresent();
            assertThat(one.a.requests.get(0).clientId())
                    .isNotEqualTo(other.a.requests.get(0).clientId());
        }
    }

    @Test
    void a_request_is_given_up_after_the_timeout() {
        try (Bench bench = Bench.withOneServer(
                new ClientBuilder().timeout(Duration.ofSeconds(2)).retries(0))) {
            bench.a.behave(request -> new CompletableFuture<>());
            CompletableFuture<?> sync = bench.client.sync(List.of("x")).toCompletableFuture();
            bench.pass(Duration.ofMillis(1_900));
            assertThat(sync).isNotDone();
            bench.pass(Duration.ofMillis(200));

            assertThat(sync).isCompletedExceptionally();
            assertThat(bench.a.requests).hasSize(1);
        }
    }

    @Test
    void a_fetch_is_given_up_after_the_timeout() {
        try (Bench bench = Bench.withOneServer(new ClientBuilder().timeout(Duration.ofSeconds(2)))) {
            Subscription<String> watching =
                    bench.client.subscribe("x", SubscriptionOptions.fetching(node -> new CompletableFuture<String>()));
            bench.pass(Duration.ofMillis(1_900));
            assertThat(watching.state()).isInstanceOf(State.Loading.class);
            bench.pass(Duration.ofMillis(200));

            assertThat(watching.state().error().get()).isInstanceOf(FetchTimeoutException.class);
        }
    }

    @Test
    void the_first_pause_is_the_one_that_was_asked_for() {
        try (Bench bench =
                Bench.withOneServer(new ClientBuilder().backoff(Duration.ofSeconds(10), Duration.ofSeconds(10)))) {
            bench.a.goDown();
            bench.client.sync(List.of("x"));
            bench.pass(Duration.ofMillis(4_900)); // half of a pause is random
            assertThat(bench.a.requests).hasSize(1);
            bench.pass(Duration.ofMillis(5_200));

            assertThat(bench.a.requests).hasSize(2);
        }
    }

    @Test
    void no_pause_is_longer_than_was_asked_for() {
        try (Bench bench = Bench.withOneServer(new ClientBuilder()
                .backoff(Duration.ofSeconds(1), Duration.ofSeconds(2))
                .retries(10))) {
            bench.a.goDown();
            bench.client.sync(List.of("x"));
            bench.pass(Duration.ofSeconds(20));

            assertThat(bench.a.requests).hasSize(11);
        }
    }

    @Test
    void a_server_that_failed_is_avoided_for_as_long_as_was_asked_for() {
        try (Bench bench = Bench.withTwoServers(new ClientBuilder().avoidFor(Duration.ofMinutes(2)))) {
            bench.a.goDown();
            bench.client.sync(List.of("x"));
            assertThat(bench.client.servers().get(0).avoidedFor()).isEqualTo(Duration.ofMinutes(2));
            for (int second = 0; second < 119; second++) {
                bench.pass(Duration.ofSeconds(1));
                bench.client.sync(List.of("x"));
            }
            assertThat(bench.a.requests).hasSize(1);
            bench.pass(Duration.ofSeconds(2));
            bench.client.sync(List.of("x"));

            assertThat(bench.a.requests).hasSize(2);
        }
    }

    @Test
    void a_server_is_asked_to_hold_a_request_for_as_long_as_was_asked_for() {
        try (Bench bench = Bench.withOneServer(new ClientBuilder().maxWait(Duration.ofSeconds(7)))) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();

            assertThat(bench.a.held.get(0).request().waitMillis()).isEqualTo(7_000);
        }
    }

    @Test
    void a_client_that_is_not_live_follows_only_what_says_so() {
        try (Bench bench = Bench.withOneServer(new ClientBuilder().live(false))) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            assertThat(bench.a.held).isEmpty();
            bench.client.subscribe("y", Bench.versionAsText().live(true));
            bench.settle();

            assertThat(bench.a.held.get(0).request().known()).containsOnlyKeys("y");
        }
    }

    @ParameterizedTest
    @EnumSource
    void in_execution_modes_for_pages_nothing_is_followed_that_does_not_say_so(ExecutionMode mode) {
        boolean forPages = Set.of(ExecutionMode.SSR_EMBEDDED, ExecutionMode.SERVER_EXTERNAL)
                .contains(mode);
        try (Bench bench = Bench.withOneServer(new ClientBuilder().executionMode(mode))) {
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            assertThat(watching.state()).isInstanceOf(State.Ready.class);
            assertThat(bench.a.held).hasSize(forPages ? 0 : 1);
            bench.client.subscribe("y", Bench.versionAsText().live(true));
            bench.settle();

            assertThat(bench.a.held).hasSize(1);
        }
    }

    @Test
    void a_mode_is_told_to_servers() {
        try (Bench bench = Bench.withOneServer(new ClientBuilder().mode(Mode.SSE_COMPAT))) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();

            assertThat(bench.a.held.get(0).request().mode()).isEqualTo(Mode.SSE_COMPAT);
            assertThat(bench.a.requests).allMatch(request -> request.mode() == Mode.SSE_COMPAT);
        }
    }

    @Test
    void a_transport_of_the_programs_own_is_used_in_place_of_servers_and_closed_with_the_client() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        ScriptedServer server = new ScriptedServer("own", new ScriptedServer.Store(), new ManualTimer());
        RealityClient client = new ClientBuilder()
                .servers("http://127.0.0.1:1")
                .build(List.<Transport>of(new Closing(server, closed)));

        assertThat(client.sync(List.of("x")).toCompletableFuture().get(10, SECONDS))
                .containsOnlyKeys("x");
        assertThat(client.servers()).singleElement().satisfies(status -> assertThat(status.name())
                .isEqualTo("own"));
        client.close();
        client.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void an_executor_of_the_programs_own_runs_all_of_its_code_and_is_left_running() {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        ScriptedServer.Store store = new ScriptedServer.Store();
        ExecutorService mine = Executors.newSingleThreadExecutor(task -> new Thread(task, "mine"));
        AtomicInteger ran = new AtomicInteger();
        Runnable here = () -> {
            threads.add(Thread.currentThread().getName());
            ran.incrementAndGet();
        };
        try (RealityClient client = new ClientBuilder()
                .executor(mine)
                .build(List.of(new ScriptedServer("own", store, new ManualTimer())))) {
            client.onEvent(event -> here.run());
            client.subscribe(
                    "x",
                    SubscriptionOptions.fetching(node -> {
                        here.run();
                        return CompletableFuture.completedFuture("data");
                    }),
                    state -> here.run());
            CompletableFuture<?> done = client.sync(List.of("y"))
                    .whenComplete((changed, failure) -> here.run())
                    .toCompletableFuture();
            Awaitility.await().until(() -> ran.get() >= 6 && done.isDone());
        }

        assertThat(threads).isSubsetOf("mine", Thread.currentThread().getName()).contains("mine");
        assertThat(mine.isShutdown()).isFalse();
        mine.shutdownNow();
    }

    @Test
    void header_fields_and_the_authorization_are_asked_for_with_every_request() throws Exception {
        AtomicInteger number = new AtomicInteger();
        try (RawServer server = new RawServer((connection, request) -> write(connection, unchanged()));
                RealityClient client = new ClientBuilder()
                        .servers(server.url())
                        .header("X-Fixed", "always")
                        .headers(() -> Map.of("X-Number", "n" + number.incrementAndGet()))
                        .authorization(() -> "Bearer t" + number.get())
                        .build()) {
            client.sync(List.of("x")).toCompletableFuture().get(10, SECONDS);
            client.sync(List.of("x")).toCompletableFuture().get(10, SECONDS);

            assertThat(server.requests.get(0)).contains("X-Fixed: always", "X-Number: n1", "Authorization: Bearer t1");
            assertThat(server.requests.get(1)).contains("X-Fixed: always", "X-Number: n2", "Authorization: Bearer t2");
        }
    }

    @Test
    void a_supplier_that_throws_fails_the_request_and_not_the_client() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (RawServer server = new RawServer((connection, request) -> write(connection, unchanged()));
                RealityClient client = new ClientBuilder()
                        .servers(server.url())
                        .retries(0)
                        .authorization(() -> {
                            if (calls.incrementAndGet() == 1) {
                                throw new IllegalStateException("no token yet");
                            }
                            return "Bearer token";
                        })
                        .build()) {
            CompletableFuture<?> first = client.sync(List.of("x")).toCompletableFuture();
            assertThat(first.handle((changed, failure) ->
                                    failure instanceof CompletionException wrapped ? wrapped.getCause() : failure)
                            .get(10, SECONDS))
                    .isInstanceOf(UnreachableException.class)
                    .hasRootCauseMessage("no token yet");

            assertThat(client.sync(List.of("x")).toCompletableFuture().get(10, SECONDS))
                    .isEmpty();
        }
    }

    @Test
    void an_http_client_of_the_programs_own_brings_its_proxy() throws Exception {
        try (RawServer proxy = new RawServer((connection, request) -> write(connection, unchanged()));
                RealityClient client = new ClientBuilder()
                        .servers("http://behind.invalid/app")
                        .httpClient(HttpClient.newBuilder()
                                .proxy(ProxySelector.of(new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(),
                                        URI.create(proxy.url()).getPort())))
                                .build())
                        .build()) {
            client.sync(List.of("x")).toCompletableFuture().get(10, SECONDS);

            assertThat(proxy.requests.get(0)).startsWith("POST http://behind.invalid/app/reality/sync ");
        }
    }

    @Test
    void a_header_field_that_cannot_be_sent_is_refused_when_it_is_given() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ClientBuilder().header("Host", "elsewhere"))
                .withMessageContaining("Host");
        assertThatIllegalArgumentException().isThrownBy(() -> new ClientBuilder().header("X-Mine", "two\r\nlines"));
    }

    @Test
    void times_beyond_all_reason_are_refused_when_they_are_given() {
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        ClientBuilder builder = new ClientBuilder();
        for (Runnable option : List.<Runnable>of(
                () -> builder.timeout(forever),
                () -> builder.backoff(Duration.ofSeconds(1), forever),
                () -> builder.avoidFor(forever),
                () -> builder.maxWait(forever),
                () -> builder.interval(forever),
                () -> SubscriptionOptions.versions().pollEvery(forever))) {
            assertThatIllegalArgumentException().isThrownBy(option::run).withMessageContaining("at most a year");
        }
    }

    /** Counts how often it is closed. */
    private record Closing(Transport of, AtomicInteger closed) implements Transport {

        @Override
        public String name() {
            return of.name();
        }

        @Override
        public CompletableFuture<SyncResponse> sync(SyncRequest request) {
            return of.sync(request);
        }

        @Override
        public CompletableFuture<UpdateResponse> update(UpdateRequest request) {
            return of.update(request);
        }

        @Override
        public CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request) {
            return of.invalidate(request);
        }

        @Override
        public CompletableFuture<HealthResponse> health() {
            return of.health();
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }
}
