package io.socketless.reality.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.HealthStatus;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.Limits;
import io.socketless.reality.protocol.Mesh;
import io.socketless.reality.protocol.PeerStatus;
import io.socketless.reality.protocol.Problem;
import io.socketless.reality.protocol.RequestDecoder;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What a shell user types and sees, with a small server of the protocol. */
class RealityCommandTest {

    private static final String SECRET = "a long secret";
    private static final RequestDecoder DECODER = new RequestDecoder(Limits.DEFAULT);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final AtomicLong version = new AtomicLong((System.currentTimeMillis() - 5) << 10);
    private final Map<String, Long> versions = new HashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile int refusal;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            byte[] request = exchange.getRequestBody().readAllBytes();
            requests.incrementAndGet();
            boolean writer =
                    ("Bearer " + SECRET).equals(exchange.getRequestHeaders().getFirst("Authorization"));
            int status = 200;
            byte[] answer =
                    switch (exchange.getRequestURI().getPath()) {
                        case "/reality/sync" -> Encoder.encode(sync(DECODER.sync(request)));
                        case "/reality/health" -> Encoder.encode(health());
                        case "/reality/update" ->
                            writer ? Encoder.encode(update(DECODER.update(request))) : new byte[0];
                        case "/reality/invalidate" ->
                            writer
                                    ? Encoder.encode(invalidate(
                                            DECODER.invalidate(request).keys()))
                                    : new byte[0];
                        default -> {
                            status = 404;
                            yield Encoder.encode(Problem.of(404, "Nothing is here."));
                        }
                    };
            if (refusal != 0) {
                status = refusal;
                answer = Encoder.encode(Problem.of(refusal, "Not now."));
            }
            if (answer.length == 0) {
                status = exchange.getRequestHeaders().containsKey("Authorization") ? 403 : 401;
                answer = Encoder.encode(Problem.of(status, status == 401 ? "Who are you?" : "The secret is wrong."));
            }
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** A key of which the name begins with "restless" has changed whenever one asks. */
    private synchronized SyncResponse sync(SyncRequest request) {
        Map<String, ChangedKey> changed = new LinkedHashMap<>();
        request.known().forEach((key, known) -> {
            long current = key.startsWith("restless") ? change(key) : versions.computeIfAbsent(key, any -> 1L);
            if (current != known) {
                changed.put(key, new ChangedKey(current, "h", "node-a"));
            }
        });
        return new SyncResponse(
                changed,
                new Mesh(Map.of("http://b.example.com", PeerStatus.HEALTHY), version.get()),
                0,
                request.known().containsKey("denied") ? Set.of("denied") : Set.of(),
                OptionalLong.empty());
    }

    private synchronized long change(String key) {
        versions.put(key, version.incrementAndGet());
        return versions.get(key);
    }

    private UpdateResponse update(UpdateRequest request) {
        return new UpdateResponse(request.key(), change(request.key()), request.hash(), 0);
    }

    private InvalidateResponse invalidate(Set<String> keys) {
        Map<String, Long> changed = new LinkedHashMap<>();
        keys.forEach(key -> changed.put(key, change(key)));
        return InvalidateResponse.of(changed);
    }

    private static HealthResponse health() {
        return new HealthResponse(
                HealthStatus.HEALTHY,
                "node-a",
                "1.0.0",
                61_000,
                new HealthResponse.Peers(1, 1),
                new HealthResponse.Storage(true, 1));
    }

    private int run(String... arguments) {
        CommandLine line = RealityCommand.line();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--server";
        all[arguments.length + 1] = url();
        return line.execute(all);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private JsonObject firstLine() {
        return Json.createReader(
                        new StringReader(out.toString().lines().findFirst().orElseThrow()))
                .readObject();
    }

    @Test
    void sync_prints_the_versions() {
        assertThat(run("sync", "a", "b")).isZero();
        assertThat(out.toString()).contains("a  version 1  hash h  by node-a", "b  version 1");
    }

    @Test
    void sync_prints_json() {
        assertThat(run("sync", "a", "--json")).isZero();
        assertThat(firstLine().getInt("version")).isEqualTo(1);
        assertThat(firstLine().getString("key")).isEqualTo("a");
    }

    @Test
    void a_denied_key_is_named_and_fails() {
        assertThat(run("sync", "denied")).isEqualTo(3);
        assertThat(out.toString()).contains("denied  denied");
    }

    @Test
    void invalidate_and_update_need_the_secret() {
        assertThat(run("invalidate", "a")).isEqualTo(3);
        assertThat(err.toString()).contains("401 Who are you?", "--secret");
        assertThat(run("invalidate", "a", "b", "--secret", SECRET)).isZero();
        assertThat(out.toString()).contains("a  version ", "b  version ");
        assertThat(run("update", "c", "hash-1", "--secret", SECRET, "--json")).isZero();
        assertThat(out.toString()).contains("\"hash\":\"hash-1\"");
    }

    @Test
    void watch_prints_each_change_with_its_delay() {
        assertThat(run("watch", "restless", "--count", "3")).isZero();
        assertThat(out.toString().lines().toList()).hasSizeGreaterThanOrEqualTo(4);
        assertThat(out.toString().lines().findFirst().get()).contains("now", "restless");
        assertThat(out.toString().lines().skip(1))
                .allMatch(line -> line.matches(".*changed  restless  version \\d+  by node-a  \\+\\d+ ms"));
    }

    @Test
    void a_version_that_is_ahead_of_the_clock_has_no_delay() {
        version.set((System.currentTimeMillis() + 60_000) << 10);

        assertThat(run("watch", "restless", "--count", "1")).isZero();
        assertThat(out.toString()).contains("by node-a  delay unknown");
    }

    @Test
    void watch_prints_json() {
        assertThat(run("watch", "restless", "--count", "1", "--json")).isZero();
        assertThat(firstLine().getString("event")).isEqualTo("now");
        assertThat(Instant.parse(firstLine().getString("time"))).isBefore(Instant.now());
        assertThat(out.toString()).contains("\"delayMillis\":");
    }

    @Test
    void health_and_nodes_tell_who_is_there() {
        assertThat(run("health")).isZero();
        assertThat(out.toString()).contains("healthy  node-a  up 1m1s  1 of 1 peers healthy  version 1.0.0");
        assertThat(run("nodes")).isZero();
        assertThat(out.toString()).contains("asked       " + url(), "healthy     http://b.example.com");
    }

    @Test
    void a_server_that_is_not_there_fails_with_one_line() {
        server.stop(0);

        assertThat(run("health")).isEqualTo(1);
        assertThat(out.toString()).contains("unreachable");
        assertThat(run("sync", "a", "--timeout", "20")).isEqualTo(1);
        assertThat(err.toString().lines().toList()).containsExactly("reality: " + url() + ": connection refused");
    }

    @Test
    void a_host_that_nobody_knows_is_named() {
        assertThat(RealityCommand.line()
                        .setErr(new PrintWriter(err, true))
                        .execute("sync", "a", "--server", "http://nowhere.invalid"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("http://nowhere.invalid: unknown host");
    }

    @Test
    void an_address_without_reality_is_named() {
        assertThat(RealityCommand.line()
                        .setErr(new PrintWriter(err, true))
                        .execute("sync", "a", "--server", url() + "/elsewhere"))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains(url() + "/elsewhere", "404", "check that this application contains Reality");
    }

    @Test
    void another_server_answers_for_one_that_is_not_there() {
        assertThat(run("sync", "a", "--server", "http://127.0.0.1:1")).isZero();
        assertThat(out.toString()).contains("a  version 1");
        assertThat(run("health", "--server", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(out.toString()).contains("http://127.0.0.1:1  unreachable  connection refused", url() + "  healthy");
    }

    @Test
    void a_wrong_secret_is_refused() {
        assertThat(run("update", "a", "hash", "--secret", "guessed")).isEqualTo(3);
        assertThat(err.toString().lines().toList())
                .containsExactly("reality: " + url() + " refused: 403 The secret is wrong. (check --secret)");
    }

    @Test
    void a_watch_that_is_refused_ends() {
        refusal = 403;

        assertThat(run("watch", "a")).isEqualTo(3);
        assertThat(err.toString()).contains("403 Not now.");
    }

    @Test
    void a_watch_complains_once_of_a_server_that_does_not_answer_and_goes_on() throws Exception {
        refusal = 503;
        Future<Integer> watching = threads.submit(() -> run("watch", "restless", "--count", "1"));
        Awaitility.await().until(() -> requests.get() > 3);
        refusal = 0;

        assertThat(watching.get(20, TimeUnit.SECONDS)).isZero();
        assertThat(err.toString().lines().toList())
                .containsExactly(
                        "reality: " + url() + " refused: 503 Not now.; retrying", "reality: " + url() + " is back");
    }

    @Test
    void a_watch_ends_when_nobody_reads_what_it_prints() throws Exception {
        CommandLine line = RealityCommand.line().setOut(new PrintWriter(new Writer() {
            @Override
            public void write(char[] text, int begin, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        }));
        Future<Integer> watching = threads.submit(() -> line.execute("watch", "a", "--server", url()));

        assertThat(watching.get(20, TimeUnit.SECONDS)).isZero();
    }

    @Test
    void wrong_usage_is_explained() {
        assertThat(run("watch")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required parameter", "Usage: reality watch");
        assertThat(run("sync", "~reserved")).isEqualTo(2);
        assertThat(err.toString()).contains("reserved");
        assertThat(RealityCommand.line().setErr(new PrintWriter(err)).execute("fly"))
                .isEqualTo(2);
    }

    @Test
    void bench_reports_a_rate() {
        assertThat(run("bench", "--seconds", "1", "--clients", "2", "--json")).isZero();
        assertThat(firstLine().getInt("syncs")).isPositive();
        assertThat(firstLine().getInt("failed")).isZero();
    }

    @Test
    void bench_draws_how_far_it_is() {
        assertThat(BenchCommand.bar(0, 25, 0)).isEqualTo("[" + ".".repeat(40) + "]   0%  0 syncs");
        assertThat(BenchCommand.bar(10, 25, 42)).isEqualTo("[" + "#".repeat(16) + ".".repeat(24) + "]  40%  42 syncs");
        assertThat(BenchCommand.bar(25, 25, 99)).isEqualTo("[" + "#".repeat(40) + "] 100%  99 syncs");
    }

    @Test
    void help_lists_every_command() {
        CommandLine line = RealityCommand.line().setOut(new PrintWriter(out, true));
        assertThat(line.execute("--help")).isZero();
        assertThat(out.toString())
                .contains("watch", "sync", "invalidate", "update", "health", "nodes", "bench", "Exit codes:");
        assertThat(line.execute("--version")).isZero();
        assertThat(line.execute("watch", "--version")).isZero();
        assertThat(out.toString().lines().filter(text -> text.startsWith("reality unreleased")))
                .hasSize(2);
    }
}
