package io.socketless.reality.client.compat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpServer;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.Limits;
import io.socketless.reality.protocol.Mesh;
import io.socketless.reality.protocol.Mode;
import io.socketless.reality.protocol.Problem;
import io.socketless.reality.protocol.RequestDecoder;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import jakarta.json.Json;
import jakarta.json.JsonValue;
import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.InboundSseEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two replacements, with a small server of the protocol. */
class ReplacementsTest {

    private static final Duration INTERVAL = Duration.ofMillis(40);

    private final Map<String, ChangedKey> keys = new ConcurrentHashMap<>();
    private final List<SyncRequest> requests = new CopyOnWriteArrayList<>();
    private final List<Long> arrivals = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile int refusal;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/app/reality/sync", exchange -> {
            SyncRequest request = new RequestDecoder(Limits.DEFAULT)
                    .sync(exchange.getRequestBody().readAllBytes());
            arrivals.add(System.nanoTime());
            requests.add(request);
            byte[] body = refusal == 0 ? Encoder.encode(answer(request)) : Encoder.encode(Problem.of(refusal, "no"));
            exchange.sendResponseHeaders(refusal == 0 ? 200 : refusal, body.length);
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

    /** Holds a request as long as nothing changes, for a quarter of a second at most. */
    private SyncResponse answer(SyncRequest request) {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Math.min(250, request.waitMillis()));
        synchronized (keys) {
            while (changed(request).isEmpty() && until - System.nanoTime() > 1_000_000) {
                try {
                    keys.wait((until - System.nanoTime()) / 1_000_000);
                } catch (InterruptedException ending) {
                    break;
                }
            }
            return new SyncResponse(changed(request), new Mesh(Map.of(), 1), 0, Set.of(), OptionalLong.empty());
        }
    }

    private Map<String, ChangedKey> changed(SyncRequest request) {
        return request.known().entrySet().stream()
                .filter(entry -> keys.get(entry.getKey()).version() != entry.getValue())
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> keys.get(entry.getKey())));
    }

    private void change(String key, long version, JsonValue payload) {
        synchronized (keys) {
            keys.put(key, new ChangedKey(version, "h", "test", Optional.ofNullable(payload)));
            keys.notifyAll();
        }
    }

    private URI events(String query) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/app/reality/events" + query);
    }

    @Test
    void an_event_source_delivers_what_is_and_then_every_change_in_order() {
        change("a b", 1, null);
        List<InboundSseEvent> seen = new CopyOnWriteArrayList<>();
        try (RealityEventSource source = source("?key=a%20b")) {
            source.register(seen::add);
            assertThat(source.isOpen()).isFalse();
            source.open();
            assertThat(source.isOpen()).isTrue();
            await(() -> seen.size() == 1);
            change("a b", 2, Json.createObjectBuilder().add("text", "hi").build());
            await(() -> seen.size() == 2);
        }

        assertThat(seen).extracting(InboundSseEvent::getId).containsExactly("1", "2");
        assertThat(seen).extracting(InboundSseEvent::getName).containsOnly("update");
        assertThat(seen.get(0).readData()).isEqualTo("{\"key\":\"a b\",\"version\":1}");
        InboundSseEvent last = seen.get(1);
        assertThat(last.readData(Message.class).text).isEqualTo("hi");
        assertThat(last.readData(new GenericType<Map<String, String>>() {})).containsEntry("text", "hi");
        assertThat(last.readData(Message.class, MediaType.APPLICATION_JSON_TYPE).text)
                .isEqualTo("hi");
        assertThat(last.readData(String.class)).isEqualTo("{\"text\":\"hi\"}");
        assertThat(last.isReconnectDelaySet()).isFalse();
        assertThat(last.isEmpty()).isFalse();
        assertThat(requests).allMatch(request -> request.mode() == Mode.SSE_COMPAT);
    }

    /** What JSON-B binds. */
    public static class Message {
        public String text;
    }

    @Test
    void an_event_source_follows_several_keys_and_fetches_what_is_not_inline() {
        change("a", 1, null);
        change("b", 1, null);
        List<String> seen = new CopyOnWriteArrayList<>();
        try (RealityEventSource source = RealityEventSource.target(events("?key=a"))
                .keys("b")
                .payload(node -> CompletableFuture.completedFuture("\"" + node.key() + node.version() + "\""))
                .build()) {
            source.register(event -> seen.add(event.readData()));
            source.open();
            await(() -> seen.size() == 2);
            change("b", 7, null);
            await(() -> seen.contains("\"b7\""));
        }
        assertThat(seen).contains("\"a1\"", "\"b1\"", "\"b7\"");
    }

    @Test
    void closing_an_event_source_waits_for_its_consumer_and_completes() throws Exception {
        change("a", 1, null);
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch proceed = new CountDownLatch(1);
        AtomicInteger completed = new AtomicInteger();
        RealityEventSource source = source("?key=a");
        source.register(
                event -> {
                    entered.countDown();
                    awaitUninterruptibly(proceed);
                },
                failure -> {},
                completed::incrementAndGet);
        source.open();
        entered.await();

        assertThat(source.close(50, TimeUnit.MILLISECONDS)).isFalse();
        proceed.countDown();
        assertThat(source.close(5, TimeUnit.SECONDS)).isTrue();
        assertThat(source.isOpen()).isFalse();
        assertThat(completed).hasValue(1);
        assertThatIllegalStateException().isThrownBy(source::open);
    }

    @Test
    void an_event_source_that_is_refused_tells_so_and_goes_on_after_its_delay() {
        change("a", 1, null);
        refusal = 401;
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        List<InboundSseEvent> seen = new CopyOnWriteArrayList<>();
        try (RealityEventSource source = RealityEventSource.target(events("?key=a"))
                .reconnectingEvery(30, TimeUnit.MILLISECONDS)
                .build()) {
            source.register(seen::add, errors::add);
            source.open();
            await(() -> !errors.isEmpty());
            refusal = 0;
            await(() -> seen.size() == 1);
        }
    }

    @Test
    void the_reconnect_delay_is_kept() {
        change("a", 1, null);
        refusal = 503;
        try (RealityEventSource source = RealityEventSource.target(events("?key=a"))
                .reconnectingEvery(3, TimeUnit.SECONDS)
                .build()) {
            source.open();
            await(() -> requests.size() == 2);

            // Half of the pause is random; the default would be over after half a second.
            assertThat(Duration.ofNanos(arrivals.get(1) - arrivals.get(0))).isGreaterThan(Duration.ofMillis(1_400));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RealityEventSource.target(events("?key=a")).reconnectingEvery(0, TimeUnit.SECONDS));
    }

    @Test
    void a_time_without_a_server_is_no_event() {
        change("a", 1, null);
        List<String> seen = new CopyOnWriteArrayList<>();
        try (RealityEventSource source = RealityEventSource.target(events("?key=a"))
                .reconnectingEvery(10, TimeUnit.MILLISECONDS)
                .build()) {
            source.register(event -> seen.add(event.getId()));
            source.open();
            await(() -> seen.size() == 1);
            refusal = 503;
            int before = requests.size();
            await(() -> requests.size() > before + 3);
            refusal = 0;
            int after = requests.size();
            await(() -> requests.size() > after + 2);
            change("a", 2, null);
            await(() -> seen.contains("2"));
        }

        assertThat(seen).containsExactly("1", "2");
    }

    @Test
    void a_consumer_may_close_its_source_and_does_not_wait_for_itself() {
        change("a", 1, null);
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        RealityEventSource source = source("?key=a");
        source.register(event -> closed.complete(source.close(1, TimeUnit.HOURS)));
        source.open();

        assertThat(closed).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
        assertThat(source.isOpen()).isFalse();
    }

    @Test
    void consumers_of_errors_and_of_the_end_may_throw_too() {
        change("a", 1, null);
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger completed = new AtomicInteger();
        RealityEventSource source = source("?key=a");
        source.register(
                event -> {
                    seen.incrementAndGet();
                    throw new AssertionError("mine");
                },
                failure -> {
                    throw new IllegalStateException(failure);
                },
                () -> {
                    throw new IllegalStateException("at the end");
                });
        source.register(event -> {}, failure -> {}, completed::incrementAndGet);
        source.open();
        await(() -> seen.get() == 1);
        change("a", 2, null);
        await(() -> seen.get() == 2);
        source.close();

        assertThat(completed).hasValue(1);
    }

    @Test
    void a_consumer_that_throws_does_not_end_the_source() {
        change("a", 1, null);
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        AtomicInteger seen = new AtomicInteger();
        try (RealityEventSource source = source("?key=a")) {
            source.register(
                    event -> {
                        seen.incrementAndGet();
                        throw new IllegalStateException("mine");
                    },
                    errors::add);
            source.open();
            await(() -> seen.get() == 1);
            change("a", 2, null);
            await(() -> seen.get() == 2 && errors.size() == 2);
        }
    }

    @Test
    void a_source_without_keys_or_server_is_not_built() {
        assertThatIllegalStateException().isThrownBy(() -> source(""));
        assertThatIllegalStateException().isThrownBy(() -> RealityEventSource.target(URI.create("http://x/stream"))
                .keys("a")
                .build());
    }

    @Test
    void a_polling_adapter_calls_back_on_change_only() {
        change("a", 1, null);
        AtomicInteger fetches = new AtomicInteger();
        List<String> seen = new CopyOnWriteArrayList<>();
        try (RealityClient client = client()) {
            PollingAdapter<String> polling = PollingAdapter.of(
                    client,
                    "a",
                    node -> {
                        fetches.incrementAndGet();
                        return CompletableFuture.completedFuture("v" + node.version());
                    },
                    INTERVAL,
                    seen::add);
            assertThat(polling.isActive()).isFalse();
            polling.start();
            polling.start();
            await(() -> requests.size() > 5 && !seen.isEmpty());
            assertThat(seen).containsExactly("v1");
            assertThat(fetches).hasValue(1);
            change("a", 2, null);
            await(() -> seen.size() == 2);
            assertThat(polling.lastSyncTime()).isPresent();

            polling.stop();
            assertThat(polling.isActive()).isFalse();
            assertThat(polling.sync()).isCompletedExceptionally();
            change("a", 3, null);
            int before = requests.size();
            Awaitility.await().during(INTERVAL.multipliedBy(4)).until(() -> requests.size() <= before + 1);
            assertThat(seen).containsExactly("v1", "v2");

            polling.start();
            await(() -> seen.size() == 3);
            assertThat(seen).containsExactly("v1", "v2", "v3");
            assertThat(requests).allMatch(request -> request.waitMillis() == 0);
        }
    }

    @Test
    void a_polling_adapter_does_not_call_back_for_a_time_without_a_server() {
        change("a", 1, null);
        List<String> seen = new CopyOnWriteArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        try (RealityClient client = client()) {
            PollingAdapter<String> polling = PollingAdapter.of(
                    client,
                    "a",
                    node -> CompletableFuture.completedFuture("v" + node.version()),
                    INTERVAL,
                    seen::add,
                    failures::add);
            polling.start();
            await(() -> seen.size() == 1);
            refusal = 401;
            await(() -> !failures.isEmpty());
            refusal = 0;
            int after = requests.size();
            await(() -> requests.size() > after + 2);
            change("a", 2, null);
            await(() -> seen.contains("v2"));
        }

        assertThat(seen).containsExactly("v1", "v2");
    }

    @Test
    void a_polling_adapter_asks_at_once_when_it_is_told_to_and_tells_of_failures() {
        change("a", 1, null);
        List<String> seen = new CopyOnWriteArrayList<>();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        try (RealityClient client = client()) {
            PollingAdapter<String> polling = PollingAdapter.of(
                    client,
                    "a",
                    node -> node.version() == 2
                            ? CompletableFuture.<String>failedFuture(new IOException("not now"))
                            : CompletableFuture.completedFuture("v" + node.version()),
                    Duration.ofHours(1),
                    seen::add,
                    failures::add);
            polling.start();
            await(() -> seen.size() == 1);
            change("a", 3, null);
            polling.sync().toCompletableFuture().join();
            await(() -> seen.equals(List.of("v1", "v3")));
            change("a", 2, null);
            assertThat(polling.sync()
                            .handle((done, failure) -> failure != null)
                            .toCompletableFuture()
                            .join())
                    .isTrue();
            await(() -> !failures.isEmpty());
        }
    }

    private RealityEventSource source(String query) {
        return RealityEventSource.target(events(query)).build();
    }

    private RealityClient client() {
        return RealityClient.builder()
                .servers("http://127.0.0.1:" + server.getAddress().getPort() + "/app")
                .build();
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(10)).until(condition);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
