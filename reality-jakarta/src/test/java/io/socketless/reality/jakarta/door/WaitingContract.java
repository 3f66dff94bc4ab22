package io.socketless.reality.jakarta.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.socketless.reality.KeyState;
import io.socketless.reality.Reality;
import io.socketless.reality.jakarta.Logged;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Requests that are held. */
public abstract class WaitingContract extends DoorContract {

    private final Logged logged = new Logged();
    private Server server;
    private KeyState known;

    @BeforeEach
    void startServer() throws Exception {
        server = start(Map.of("reality.wait.max-waiters", "2", "reality.wait.max", "PT20S"));
        known = reality().now().invalidate("a");
    }

    @AfterEach
    void stopServer() throws Exception {
        server.close();
        logged.close();
    }

    @Test
    void a_change_wakes_a_sync() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = waitFor(20_000);

        KeyState changed = reality().now().invalidate("a");

        JsonObject told = body(waiting).getJsonObject("changed").getJsonObject("a");
        assertThat(told.getJsonNumber("version").longValueExact()).isEqualTo(changed.version());
    }

    @Test
    void a_deletion_wakes_a_sync() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = waitFor(20_000);

        reality().now().delete("a");

        assertThat(body(waiting).getJsonObject("changed")).containsKey("a");
    }

    @Test
    void the_deadline_ends_a_sync_without_a_change() throws Exception {
        HttpResponse<String> answer = server.post("/sync", sync(known.version(), 100));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Server.parse(answer).getJsonObject("changed")).isEmpty();
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void a_sync_that_is_behind_does_not_wait() throws Exception {
        assertThat(body(server.sendAsync(server.json("/sync", sync(1, 20_000)))).getJsonObject("changed"))
                .containsKey("a");
    }

    @Test
    void a_sync_of_nothing_does_not_wait() throws Exception {
        JsonObject body = body(server.sendAsync(server.json("/sync", "{\"known\":{},\"wait\":20000}")));

        assertThat(body.getJsonObject("changed")).isEmpty();
    }

    @Test
    void one_more_than_there_is_room_for_is_sent_away() throws Exception {
        waitFor(20_000);
        server.sendAsync(server.json("/sync", sync(known.version(), 20_000)));
        await().until(() -> waiters() == 2);

        HttpResponse<String> answer = server.post("/sync", sync(known.version(), 20_000));

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(server.post("/sync", sync(known.version(), 0)).statusCode()).isEqualTo(200);
    }

    @Test
    void a_node_that_stops_sends_those_who_wait_home_with_a_time_to_come_back() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = waitFor(20_000);

        server.application.get(NodeLifecycle.class).stop();

        JsonObject body = body(waiting);
        assertThat(body.getJsonObject("changed")).isEmpty();
        assertThat(body.getInt("retry")).isBetween(0, 2000);
    }

    @Test
    void a_node_that_is_leaving_is_unhealthy_and_still_answers() throws Exception {
        CompletableFuture<HttpResponse<String>> waiting = waitFor(20_000);

        server.application.get(NodeLifecycle.class).node().drain();

        assertThat(body(waiting).containsKey("retry")).isTrue();
        HttpResponse<String> health = server.get("/health");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(Server.parse(health).getString("status")).isEqualTo("unhealthy");
        assertThat(Server.parse(health).getJsonObject("storage").getBoolean("healthy"))
                .isTrue();
        assertThat(body(server.sendAsync(server.json("/sync", sync(0, 0)))).getJsonObject("changed"))
                .containsKey("a");
        assertThat(body(server.sendAsync(server.json("/sync", sync(known.version(), 20_000))))
                        .getInt("retry"))
                .isBetween(0, 2000);
    }

    @Test
    void a_node_that_has_stopped_refuses_a_sync() throws Exception {
        server.application.get(NodeLifecycle.class).stop();

        HttpResponse<String> answer = server.post("/sync", sync(0, 20_000));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void a_browser_event_source_is_woken() throws Exception {
        HttpResponse<String> first = server.get("/events?key=a");
        String id = idOf(first);
        CompletableFuture<HttpResponse<String>> waiting =
                server.sendAsync(server.request("/events?key=a&wait=20000").header("Last-Event-ID", id));
        await().until(() -> waiters() == 1);

        reality().now().invalidate("a");

        assertThat(waiting.get(10, TimeUnit.SECONDS).body()).contains("event: update");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_client_that_leaves_gives_its_place_back_and_is_no_error() throws Exception {
        try (RawExchange raw = RawExchange.with(server)) {
            String body = sync(known.version(), 20_000);
            raw.send("POST " + server.path() + "/sync HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + body.length()
                    + "\r\n\r\n" + body);
            await().until(() -> waiters() == 1);
        }

        await().atMost(Duration.ofSeconds(8)).until(() -> waiters() == 0);
        assertThat(logged.messages()).noneMatch(message -> message.contains("REALITY-1200"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_client_that_stays_keeps_its_place() throws Exception {
        try (RawExchange leaving = RawExchange.with(server)) {
            CompletableFuture<HttpResponse<String>> staying = waitFor(20_000);
            String body = sync(known.version(), 20_000);
            leaving.send("POST " + server.path() + "/sync HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    + body.length() + "\r\n\r\n" + body);
            await().until(() -> waiters() == 2);
            leaving.close();
            await().atMost(Duration.ofSeconds(8)).until(() -> waiters() == 1);

            reality().now().invalidate("a");

            assertThat(body(staying).getJsonObject("changed")).containsKey("a");
        }
    }

    private CompletableFuture<HttpResponse<String>> waitFor(int millis) {
        CompletableFuture<HttpResponse<String>> waiting =
                server.sendAsync(server.json("/sync", sync(known.version(), millis)));
        await().until(() -> waiters() == 1);
        return waiting;
    }

    private int waiters() {
        return server.application
                .get(NodeLifecycle.class)
                .node()
                .requireEngine()
                .waiters();
    }

    private Reality reality() {
        return server.application.get(Reality.class);
    }

    private static String sync(long version, int wait) {
        return "{\"known\":{\"a\":" + version + "},\"wait\":" + wait + "}";
    }

    private static JsonObject body(CompletableFuture<HttpResponse<String>> waiting) throws Exception {
        return Server.parse(waiting.get(10, TimeUnit.SECONDS));
    }

    private static String idOf(HttpResponse<String> stream) {
        return stream.body()
                .lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> line.substring(4))
                .findFirst()
                .orElseThrow();
    }
}
