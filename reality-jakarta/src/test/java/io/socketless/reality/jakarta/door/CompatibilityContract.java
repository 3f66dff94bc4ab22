package io.socketless.reality.jakarta.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.KeyState;
import io.socketless.reality.Reality;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The endpoints for EventSource and for polling. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class CompatibilityContract extends DoorContract {

    private Server server;

    @BeforeAll
    void startServer() throws Exception {
        server = start();
    }

    @AfterAll
    void stopServer() throws Exception {
        server.close();
    }

    private KeyState change(String key) {
        return server.application.get(Reality.class).now().invalidate(key);
    }

    private static List<String> fields(HttpResponse<String> stream, String name) {
        return stream.body()
                .lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }

    @Test
    void a_first_stream_has_an_event_for_each_key() throws Exception {
        KeyState a = change("first:a");

        HttpResponse<String> stream = server.get("/events?key=first:a&key=first:b");

        assertThat(stream.statusCode()).isEqualTo(200);
        assertThat(stream.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
        assertThat(stream.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(fields(stream, "retry")).containsExactly("1000");
        assertThat(fields(stream, "event")).containsExactly("update", "update");
        assertThat(fields(stream, "data")).contains("{\"key\":\"first:a\",\"version\":" + a.version() + "}");
    }

    @Test
    void a_stream_continues_after_the_last_event_that_was_seen() throws Exception {
        change("last:a");
        change("last:b");
        HttpResponse<String> first = server.get("/events?key=last:a&key=last:b");
        List<String> ids = fields(first, "id");
        KeyState b = change("last:b");

        HttpResponse<String> next =
                server.send(server.request("/events?key=last:a&key=last:b").header("Last-Event-ID", ids.get(1)));

        assertThat(fields(next, "data")).containsExactly("{\"key\":\"last:b\",\"version\":" + b.version() + "}");
    }

    @Test
    void a_stream_with_nothing_to_say_is_a_comment() throws Exception {
        change("silent");
        String id = fields(server.get("/events?key=silent"), "id").get(0);

        HttpResponse<String> next =
                server.send(server.request("/events?key=silent").header("Last-Event-ID", id));

        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(fields(next, "event")).isEmpty();
        assertThat(next.body()).contains("\n: ");
    }

    @Test
    void an_id_that_is_nonsense_says_that_nothing_was_seen() throws Exception {
        change("nonsense");

        HttpResponse<String> stream =
                server.send(server.request("/events?key=nonsense").header("Last-Event-ID", "x y z"));

        assertThat(fields(stream, "event")).containsExactly("update");
    }

    @Test
    void a_poll_tells_versions_tag_and_highest_version() throws Exception {
        KeyState a = change("poll:a");

        HttpResponse<String> answer = server.get("/poll?key=poll:a");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag"))
                .hasValueSatisfying(tag -> assertThat(tag).startsWith("\""));
        assertThat(answer.headers().firstValue("X-Reality-Version")).hasValue(Long.toString(a.version()));
        assertThat(Server.parse(answer).getJsonObject("changed").keySet()).containsExactly("poll:a");
    }

    @Test
    void a_poll_whose_tag_still_holds_is_not_modified() throws Exception {
        change("tag:a");
        String tag = server.get("/poll?key=tag:a").headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> answer =
                server.send(server.request("/poll?key=tag:a").header("If-None-Match", "\"other\", " + tag));

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
    }

    @Test
    void a_poll_whose_version_still_holds_is_not_modified() throws Exception {
        KeyState a = change("version:a");

        HttpResponse<String> answer = server.send(
                server.request("/poll?key=version:a").header("X-Reality-Version", Long.toString(a.version())));

        assertThat(answer.statusCode()).isEqualTo(304);
    }

    @Test
    void a_poll_after_a_change_is_answered() throws Exception {
        change("moved:a");
        String tag =
                server.get("/poll?key=moved:a").headers().firstValue("ETag").orElseThrow();
        change("moved:a");

        HttpResponse<String> answer =
                server.send(server.request("/poll?key=moved:a").header("If-None-Match", tag));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("ETag")).isPresent().get().isNotEqualTo(tag);
    }
}
