package io.socketless.reality.client.internal;

import static io.socketless.reality.client.internal.RawServer.answer;
import static io.socketless.reality.client.internal.RawServer.changed;
import static io.socketless.reality.client.internal.RawServer.unchanged;
import static io.socketless.reality.client.internal.RawServer.write;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.client.UnreachableException;
import io.socketless.reality.protocol.ProtocolException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The client on real sockets, with servers that misbehave on the wire. */
class HttpTest {

    private static final RawServer.Script SYNCS =
            (connection, request) -> write(connection, request.contains("\"x\":0") ? changed("x", 5) : unchanged());

    @Test
    void a_sync_is_a_post_of_json_below_the_application() throws Exception {
        try (RawServer server = new RawServer(SYNCS);
                RealityClient client = client(server)
                        .header("X-Mine", "1")
                        .authorization(() -> "Bearer token")
                        .build()) {
            assertThat(sync(client)).containsOnlyKeys("x");

            assertThat(server.requests.get(0))
                    .startsWith("POST /app/reality/sync HTTP/1.1\r\n")
                    .containsIgnoringCase("Content-Type: application/json")
                    .containsIgnoringCase("Authorization: Bearer token")
                    .containsIgnoringCase("X-Mine: 1")
                    .doesNotContainIgnoringCase("upgrade")
                    .contains("\"known\":{\"x\":0}");
        }
    }

    @Test
    void html_in_place_of_json_is_a_failure_that_is_repeated() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (RawServer server = new RawServer((connection, request) -> write(
                        connection,
                        calls.incrementAndGet() == 1
                                ? answer(200, "text/html", "<html>Sign in to the network</html>")
                                : changed("x", 5)));
                RealityClient client = client(server).build()) {
            assertThat(sync(client)).containsOnlyKeys("x");
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void json_that_is_no_answer_is_named() {
        assertThat(failureOf((connection, request) -> write(connection, answer(200, "application/json", "{}"))))
                .isInstanceOf(UnreachableException.class)
                .hasCauseInstanceOf(ProtocolException.class)
                .hasMessageContaining("502");
    }

    @Test
    void a_truncated_body_is_a_failure() {
        assertThat(failureOf((connection, request) -> {
                    write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"changed\":");
                    connection.close();
                }))
                .isInstanceOf(UnreachableException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void a_connection_that_is_reset_is_a_failure() {
        assertThat(failureOf((connection, request) -> {
                    connection.setSoLinger(true, 0);
                    connection.close();
                }))
                .isInstanceOf(UnreachableException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void a_connection_that_is_reset_in_the_middle_of_an_answer_is_a_failure() {
        assertThat(failureOf((connection, request) -> {
                    write(connection, changed("x", 5).substring(0, 150));
                    connection.setSoLinger(true, 0);
                    connection.close();
                }))
                .isInstanceOf(UnreachableException.class)
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void a_slow_answer_within_the_timeout_is_an_answer() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer server = new RawServer((connection, request) -> {
                    String answer = changed("x", 5);
                    for (int begin = 0; begin < answer.length(); begin += 50) {
                        write(connection, answer.substring(begin, Math.min(answer.length(), begin + 50)));
                        never.await(100, java.util.concurrent.TimeUnit.MILLISECONDS);
                    }
                });
                RealityClient client = client(server).retries(0).build()) {
            assertThat(sync(client)).containsOnlyKeys("x");
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void a_body_that_trickles_for_ever_is_given_up() {
        CountDownLatch end = new CountDownLatch(1);
        RawServer.Script trickling = (connection, request) -> {
            write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
            for (int i = 0; i < 400 && !connection.isClosed(); i++) {
                write(connection, " ");
                if (end.await(50, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        };
        assertThat(failureOf(trickling, client -> client.retries(1).timeout(Duration.ofSeconds(2))))
                .isInstanceOf(UnreachableException.class)
                .hasMessageEndingWith("within 2000 ms");
        end.countDown();
    }

    @Test
    void a_body_without_end_is_cut() {
        assertThat(failureOf((connection, request) -> {
                    write(connection, "HTTP/1.1 200 OK\r\n\r\n");
                    String junk = " ".repeat(1 << 20);
                    while (!connection.isClosed()) {
                        write(connection, junk);
                    }
                }))
                .isInstanceOf(UnreachableException.class)
                .cause()
                .isInstanceOfAny(ProtocolException.class, IOException.class);
    }

    @Test
    void a_refusal_tells_its_reason() {
        Throwable failure = failureOf((connection, request) -> write(
                connection,
                answer(
                        403,
                        "application/problem+json",
                        "{\"type\":\"about:blank\",\"status\":403,\"detail\":\"Not for you.\"}")));

        assertThat(failure).isInstanceOf(RefusedException.class).hasMessageContaining("403 Not for you.");
        assertThat(((RefusedException) failure).status()).isEqualTo(403);
    }

    @Test
    void retry_after_is_read_in_both_forms() {
        RefusedException seconds = (RefusedException) failureOf(
                (connection, request) -> write(connection, answer(429, "text/plain", "", "Retry-After: 7")),
                client -> client.retries(0));
        RefusedException date = (RefusedException) failureOf(
                (connection, request) ->
                        write(connection, answer(503, "text/plain", "", "Retry-After: Fri, 31 Dec 2100 23:59:59 GMT")),
                client -> client.retries(0));

        assertThat(seconds.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(date.retryAfter().get()).isGreaterThan(Duration.ofDays(365));
    }

    @Test
    void a_503_with_retry_after_is_heeded() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (RawServer server = new RawServer((connection, request) -> write(
                        connection,
                        calls.incrementAndGet() == 1
                                ? answer(503, "text/plain", "", "Retry-After: 1")
                                : changed("x", 5)));
                RealityClient client = client(server).build()) {
            long begin = System.nanoTime();
            assertThat(sync(client)).containsOnlyKeys("x");

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void a_server_that_is_not_there_is_a_failure_and_the_next_one_is_asked() throws Exception {
        String nobody;
        try (RawServer gone = new RawServer(SYNCS)) {
            nobody = gone.url();
        }
        try (RawServer server = new RawServer(SYNCS);
                RealityClient client =
                        new ClientBuilder().servers(nobody, server.url()).build()) {
            assertThat(sync(client)).containsOnlyKeys("x");
            assertThat(client.servers().get(0).healthy()).isFalse();
        }
    }

    @Test
    void a_held_request_that_is_no_longer_wanted_frees_its_connection() throws Exception {
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        try (RawServer server = new RawServer((connection, request) -> {
                    if (request.contains("\"wait\"")) {
                        left.complete(connection.getInputStream().read() < 0);
                    } else {
                        SYNCS.answer(connection, request);
                    }
                });
                RealityClient client = client(server).build()) {
            Subscription<KeyReport> watching = client.subscribe("x", SubscriptionOptions.versions());
            Awaitility.await().until(() -> server.requests.size() == 2);
            watching.close();

            assertThat(left.get(5, SECONDS)).isTrue();
        }
    }

    @Test
    void no_thread_is_left_but_those_of_the_jdk_when_a_client_is_closed() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (RawServer server = new RawServer(SYNCS)) {
            RealityClient client = client(server).build();
            client.subscribe("x", SubscriptionOptions.versions());
            sync(client);
            client.close();

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !before.contains(thread))
                    .noneMatch(thread -> thread.getName().startsWith("reality-client")));
        }
    }

    @Test
    void wrong_options_are_refused_when_they_are_given() {
        assertThatIllegalStateException().isThrownBy(() -> new ClientBuilder().build());
        assertThatIllegalStateException().isThrownBy(() -> new ClientBuilder()
                .executionMode(ExecutionMode.SSR_EMBEDDED)
                .servers("http://localhost")
                .build());
        for (Runnable wrong : List.<Runnable>of(
                () -> new ClientBuilder().servers("ftp://localhost"),
                () -> new ClientBuilder().servers("/relative"),
                () -> new ClientBuilder().servers("http://localhost/?x=1"),
                () -> new ClientBuilder().timeout(Duration.ZERO),
                () -> new ClientBuilder().retries(-1),
                () -> new ClientBuilder().backoff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                () -> new ClientBuilder().initialKnown(Map.of("~reserved", 1L)))) {
            assertThat(catchThrowable(wrong::run)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Throwable failureOf(RawServer.Script script) {
        return failureOf(script, client -> client.retries(1));
    }

    private static Throwable failureOf(RawServer.Script script, UnaryOperator<ClientBuilder> options) {
        try (RawServer server = new RawServer(script);
                RealityClient client = options.apply(client(server)).build()) {
            sync(client);
            throw new AssertionError("it did not fail");
        } catch (ExecutionException failure) {
            return failure.getCause();
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    private static ClientBuilder client(RawServer server) {
        return new ClientBuilder().servers(server.url()).backoff(Duration.ofMillis(10), Duration.ofSeconds(1));
    }

    private static Map<String, KeyReport> sync(RealityClient client) throws Exception {
        return client.sync(List.of("x")).toCompletableFuture().get(60, SECONDS);
    }
}
