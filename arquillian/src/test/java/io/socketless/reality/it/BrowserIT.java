package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What browsers do by themselves: {@code EventSource}, conditional requests, and requests of another origin. */
@Tag("one-node")
@ExtendWith(BoardCluster.class)
class BrowserIT {
    private final Client a;
    private final Client b;

    BrowserIT(Client a, Client b) {
        this.a = a;
        this.b = b;
    }

    @Test
    void an_event_source_is_told_of_every_key_once_and_goes_on_at_another_node() {
        long version = Long.parseLong(a.change("update", "events:x"));

        Answer first = a.get("/reality/events?key=events:x&key=events:y");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Content-Type")).startsWith("text/event-stream");
        assertThat(first.body())
                .contains("event: update", "\"key\":\"events:x\"", "\"version\":" + version, "\"key\":\"events:y\"");

        String id = lastEventId(first);
        assertThat(b.get("/reality/events?key=events:x&key=events:y", "Last-Event-ID", id)
                        .body())
                .doesNotContain("event: update")
                .contains("\n: ");

        b.change("update", "events:y");
        assertThat(b.get("/reality/events?key=events:x&key=events:y", "Last-Event-ID", id)
                        .body())
                .contains("\"key\":\"events:y\"")
                .doesNotContain("\"key\":\"events:x\"");
    }

    @Test
    void the_data_of_an_event_is_the_payload_where_there_is_one() {
        a.change("update", "payload:event");

        assertThat(a.get("/reality/events?key=payload:event").body()).contains("data: {\"of\":\"payload:event\"}");
    }

    @Test
    void a_poll_that_knows_everything_gets_a_304_from_any_node() {
        long version = Long.parseLong(a.change("update", "poll:x"));

        Answer first = a.get("/reality/poll?key=poll:x");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("X-Reality-Version")).isEqualTo(Long.toString(version));
        for (Client client : new Client[] {a, b}) {
            Answer again = client.get("/reality/poll?key=poll:x", "If-None-Match", first.header("ETag"));
            assertThat(again.status()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
        b.change("update", "poll:x");
        assertThat(a.get("/reality/poll?key=poll:x", "If-None-Match", first.header("ETag"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_listed_origin_is_let_in() {
        Answer answer = a.post("/reality/sync", "{\"known\":{}}", "Origin", BoardCluster.ORIGIN);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(BoardCluster.ORIGIN);
        assertThat(answer.header("Vary")).contains("Origin");
    }

    @Test
    void another_origin_is_not_let_in() {
        Answer answer = a.post("/reality/sync", "{\"known\":{}}", "Origin", "https://evil.example.com");

        assertThat(answer.headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void a_preflight_of_a_listed_origin_is_answered() {
        Answer answer = a.send(
                "OPTIONS",
                "/reality/sync",
                "Origin",
                BoardCluster.ORIGIN,
                "Access-Control-Request-Method",
                "POST",
                "Access-Control-Request-Headers",
                "authorization,content-type");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(BoardCluster.ORIGIN);
        assertThat(answer.header("Access-Control-Allow-Methods")).contains("POST");
        assertThat(answer.header("Access-Control-Allow-Headers").toLowerCase(Locale.ROOT))
                .contains("authorization", "content-type");
    }

    @Test
    @Tag("two-nodes")
    void the_health_of_a_node_is_told_at_both_addresses() {
        for (String path : new String[] {"/reality", "/reality/health"}) {
            Answer answer = a.get(path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().getString("status")).isEqualTo("healthy");
            assertThat(answer.json().getString("serverId")).isEqualTo("a");
            assertThat(answer.json().getJsonObject("mesh").getInt("peerCount")).isEqualTo(1);
        }
    }

    @Test
    void versions_lists_what_changed_since_then_in_ascending_order() {
        long first = a.update("versions:1");
        long second = b.update("versions:2");

        Answer answer = a.get("/reality/versions?since=" + first, "Authorization", "Bearer " + Client.SECRET);

        List<JsonObject> changed = answer.json().getJsonArray("changed").getValuesAs(JsonObject.class);
        assertThat(changed.stream().map(entry -> entry.getString("key")).toList())
                .contains("versions:2")
                .doesNotContain("versions:1");
        assertThat(changed.stream()
                        .map(entry -> entry.getJsonNumber("version").longValueExact())
                        .toList())
                .isSorted()
                .contains(second);
    }

    private static String lastEventId(Answer answer) {
        return answer.body()
                .lines()
                .filter(line -> line.startsWith("id:"))
                .reduce((first, last) -> last)
                .map(line -> line.substring(3).trim())
                .orElseThrow(() -> new AssertionError("no id: " + answer.body()));
    }
}
