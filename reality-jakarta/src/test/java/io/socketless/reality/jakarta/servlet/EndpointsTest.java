package io.socketless.reality.jakarta.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.KeyState;
import io.socketless.reality.Reality;
import io.socketless.reality.jakarta.door.Server;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every endpoint answers when nothing special is configured but the secret. */
class EndpointsTest {

    private static Server server;

    @BeforeAll
    static void start() throws Exception {
        server = Server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Reality reality() {
        return server.application.get(Reality.class);
    }

    @Test
    void a_sync_tells_a_client_that_knows_nothing_of_every_key() throws Exception {
        KeyState a = reality().now().update("told:a", "abc");

        HttpResponse<String> answer = server.post("/sync", "{\"known\":{\"told:a\":0,\"told:absent\":0}}");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject changed = Server.parse(answer).getJsonObject("changed");
        assertThat(changed.keySet()).containsExactlyInAnyOrder("told:a", "told:absent");
        JsonObject told = changed.getJsonObject("told:a");
        assertThat(told.keySet()).containsExactlyInAnyOrder("version", "hash", "source");
        assertThat(told.getJsonNumber("version").longValueExact()).isEqualTo(a.version());
        assertThat(told.getString("hash")).isEqualTo("abc");
        assertThat(told.getString("source")).isEqualTo("node-1");
    }

    @Test
    void a_sync_tells_nothing_to_a_client_that_knows_everything() throws Exception {
        KeyState a = reality().now().invalidate("known:a");

        JsonObject body = Server.parse(server.post("/sync", "{\"known\":{\"known:a\":" + a.version() + "}}"));

        assertThat(body.getJsonObject("changed")).isEmpty();
        assertThat(body.keySet()).containsExactlyInAnyOrder("changed", "mesh", "serverTime");
        assertThat(body.getJsonObject("mesh").getJsonObject("peers")).isEmpty();
        assertThat(body.getJsonObject("mesh").getJsonNumber("serverVersion").longValueExact())
                .isGreaterThanOrEqualTo(a.version());
        assertThat(body.getJsonNumber("serverTime").longValueExact()).isPositive();
    }

    @Test
    void the_smallest_sync_works_without_a_content_type() throws Exception {
        HttpResponse<String> answer =
                server.send(server.request("/sync").POST(BodyPublishers.ofString("{\"known\":{}}")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Server.parse(answer).getJsonObject("changed")).isEmpty();
    }

    @Test
    void an_answer_names_the_node_and_is_not_stored() throws Exception {
        HttpResponse<String> answer = server.post("/sync", "{\"known\":{}}");

        assertThat(answer.headers().firstValue("X-Reality-Server")).hasValue("node-1");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    }

    @Test
    void an_update_moves_the_version_and_keeps_the_hash() throws Exception {
        long before = reality().state("updated").version();

        HttpResponse<String> answer = server.write("/update", "{\"key\":\"updated\",\"hash\":\"abc123\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject body = Server.parse(answer);
        assertThat(body.keySet()).containsExactlyInAnyOrder("key", "version", "hash", "updatedAt");
        assertThat(body.getString("key")).isEqualTo("updated");
        assertThat(body.getString("hash")).isEqualTo("abc123");
        KeyState now = reality().state("updated");
        assertThat(body.getJsonNumber("version").longValueExact())
                .isEqualTo(now.version())
                .isGreaterThan(before);
        assertThat(body.getJsonNumber("updatedAt").longValueExact())
                .isEqualTo(now.updatedAt().toEpochMilli());
    }

    @Test
    void an_invalidation_moves_every_key_named() throws Exception {
        HttpResponse<String> answer =
                server.write("/invalidate", "{\"keys\":[\"gone:a\",\"gone:b\"],\"source\":\"billing\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject body = Server.parse(answer);
        assertThat(body.getJsonArray("invalidated")).hasSize(2);
        KeyState b = reality().state("gone:b");
        assertThat(b.source()).isEqualTo("billing");
        assertThat(body.getJsonObject("versions").getJsonNumber("gone:b").longValueExact())
                .isEqualTo(b.version());
    }

    @Test
    void an_invalidation_without_a_source_comes_from_the_node() throws Exception {
        server.write("/invalidate", "{\"keys\":[\"sourceless\"]}");

        assertThat(reality().state("sourceless").source()).isEqualTo("node-1");
    }

    @Test
    void the_versions_after_a_version_are_listed_in_order() throws Exception {
        KeyState first = reality().now().invalidate("listed:1");
        KeyState third = invalidatedTimes(3, "listed:3");
        KeyState second = invalidatedTimes(2, "listed:2");

        HttpResponse<String> answer = server.send(server.request("/versions?since=" + first.version())
                .header("Authorization", "Bearer " + Server.SECRET));

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject body = Server.parse(answer);
        assertThat(body.keySet())
                .containsExactlyInAnyOrder("serverId", "maxVersion", "peerSummaries", "timestamp", "changed");
        assertThat(body.getJsonArray("changed"))
                .extracting(each -> each.asJsonObject().getString("key"))
                .doesNotContain("listed:1")
                .containsSubsequence("listed:2", "listed:3");
        assertThat(body.getJsonArray("changed").getJsonObject(0).getString("hash"))
                .isEqualTo(second.hash());
        assertThat(body.getJsonNumber("maxVersion").longValueExact()).isGreaterThanOrEqualTo(third.version());
    }

    /** Each time it is one above the last; the first time, all new keys get the same version. */
    private static KeyState invalidatedTimes(int times, String key) {
        KeyState node = reality().now().invalidate(key);
        for (int i = 1; i < times; i++) {
            node = reality().now().invalidate(key);
        }
        return node;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "/health"})
    void health_tells_of_node_and_store(String path) throws Exception {
        HttpResponse<String> answer = server.get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject body = Server.parse(answer);
        assertThat(body.keySet())
                .containsExactlyInAnyOrder("status", "serverId", "version", "uptime", "mesh", "storage");
        assertThat(body.getString("status")).isEqualTo("healthy");
        assertThat(body.getString("serverId")).isEqualTo("node-1");
        assertThat(body.getJsonObject("mesh").getInt("peerCount")).isZero();
        assertThat(body.getJsonObject("storage").getBoolean("healthy")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/events?key=head", "/poll?key=head"})
    void a_head_request_gets_the_headers_of_the_answer_and_no_body(String path) throws Exception {
        HttpResponse<String> get = server.get(path);
        HttpResponse<String> head = server.send(server.request(path).method("HEAD", BodyPublishers.noBody()));

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Type"))
                .isEqualTo(get.headers().firstValue("Content-Type"));
        assertThat(head.headers().firstValueAsLong("Content-Length")).isPresent();
        assertThat(head.headers().firstValue("X-Reality-Server")).hasValue("node-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/sync | GET | POST, OPTIONS",
                "/sync | HEAD | POST, OPTIONS",
                "/sync | PUT | POST, OPTIONS",
                "/update | GET | POST, OPTIONS",
                "/invalidate | DELETE | POST, OPTIONS",
                "/versions | POST | GET, HEAD, OPTIONS",
                "/events | POST | GET, HEAD, OPTIONS",
                "/poll | PATCH | GET, HEAD, OPTIONS",
                "/health | POST | GET, HEAD, OPTIONS",
                "/ | MADEUP | GET, HEAD, OPTIONS"
            })
    void a_wrong_method_is_told_the_right_ones(String path, String method, String allow) throws Exception {
        HttpResponse<String> answer = server.send(server.request(path).method(method, BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).hasValue(allow);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"/sync | POST, OPTIONS", "/poll | GET, HEAD, OPTIONS", "/update | POST, OPTIONS"})
    void options_tell_the_methods(String path, String allow) throws Exception {
        HttpResponse<String> answer = server.send(server.request(path).method("OPTIONS", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("Allow")).hasValue(allow);
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/sync/", "/sync/more", "/SYNC"})
    void an_unknown_path_is_not_found(String path) throws Exception {
        HttpResponse<String> answer = server.get(path);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThatProblem(answer, "Not Found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "x"})
    void a_body_of_another_type_is_refused(String type) throws Exception {
        HttpResponse<String> answer = server.send(
                server.request("/sync").header("Content-Type", type).POST(BodyPublishers.ofString("{\"known\":{}}")));

        assertThat(answer.statusCode()).isEqualTo(415);
        assertThatProblem(answer, "Unsupported Media Type");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "application/json; charset=utf-8",
                "Application/JSON",
                "application/vnd.x+json"
            })
    void a_body_that_is_json_by_its_type_is_read(String type) throws Exception {
        HttpResponse<String> answer = server.send(
                server.request("/sync").header("Content-Type", type).POST(BodyPublishers.ofString("{\"known\":{}}")));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void a_faulty_body_is_told_its_faults() throws Exception {
        HttpResponse<String> answer = server.post("/sync", "{\"known\":{\"a\":-1},\"hint\":\"boredom\"}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThatProblem(answer, "Bad Request");
        assertThat(Server.parse(answer).getJsonArray("errors"))
                .extracting(each -> each.asJsonObject().getString("pointer"))
                .containsExactly("/known/a", "/hint");
    }

    private static void assertThatProblem(HttpResponse<String> answer, String title) {
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonObject problem = Server.parse(answer);
        assertThat(problem.getString("type")).isEqualTo("about:blank");
        assertThat(problem.getString("title")).isEqualTo(title);
        assertThat(problem.getInt("status")).isEqualTo(answer.statusCode());
        assertThat(problem.getString("detail")).isNotEmpty();
    }
}
