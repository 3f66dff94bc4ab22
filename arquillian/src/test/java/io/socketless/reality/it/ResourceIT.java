package io.socketless.reality.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The JAX-RS resource, which an application that lists no classes finds in {@code WEB-INF/lib}. */
@Tag("one-node")
@Tag("first-tier")
@ExtendWith(BoardCluster.class)
class ResourceIT {
    private static final String RESOURCE = "/api/reality";
    private static final String[] WRITER = {"Authorization", "Bearer " + Client.SECRET};

    private final Client a;

    ResourceIT(Client a) {
        this.a = a;
    }

    @Test
    void it_reports_what_the_servlet_reports() {
        long version = a.update("resource:same");

        assertThat(sync("resource:same", 0).changes()).isEqualTo(Map.of("resource:same", version));
        assertThat(sync("resource:same", version).changed()).isEmpty();
        assertThat(sync("resource:same", version).header("X-Reality-Server")).isEqualTo("a");
    }

    @Test
    void a_held_request_returns_when_its_key_changes() throws Exception {
        long version = a.update("resource:held");
        CompletableFuture<Answer> held = a.postAsync(
                RESOURCE + "/sync", Client.syncBody(Map.of("resource:held", version), Duration.ofSeconds(25)));
        Waiting.untilHeld(held);

        long changed = a.update("resource:held");

        assertThat(held.get(10, SECONDS).changes()).isEqualTo(Map.of("resource:held", changed));
    }

    @Test
    void it_asks_the_authorizer_of_the_application_who_the_caller_is() {
        Answer answer = sync("private:resource", 0);

        assertThat(answer.changed()).isEmpty();
        assertThat(answer.json().getJsonArray("denied")).hasToString("[\"private:resource\"]");
    }

    @Test
    void writes_need_the_secret() {
        String body = "{\"keys\":[\"resource:written\"]}";
        long before = a.version("resource:written");

        assertThat(a.post(RESOURCE + "/invalidate", body).status()).isEqualTo(401);
        assertThat(a.version("resource:written")).isEqualTo(before);

        assertThat(a.post(RESOURCE + "/invalidate", body, WRITER).status()).isEqualTo(200);
        assertThat(a.version("resource:written")).isGreaterThan(before);
    }

    @Test
    void a_poll_with_the_tag_that_holds_gets_a_304() {
        a.update("resource:poll");
        String path = RESOURCE + "/poll?key=resource:poll";
        Answer first = a.get(path);

        assertThat(first.status()).isEqualTo(200);
        assertThat(a.get(path, "If-None-Match", first.header("ETag")).status()).isEqualTo(304);
    }

    @Test
    void events_are_a_finite_stream_for_each_changed_key() {
        a.update("resource:event");

        Answer answer = a.get(RESOURCE + "/events?key=resource:event");

        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        assertThat(answer.body()).contains("event: update", "resource:event");
    }

    @Test
    void health_and_versions_are_answered() {
        assertThat(a.get(RESOURCE + "/health").json().getString("serverId")).isEqualTo("a");
        assertThat(a.get(RESOURCE).status()).isEqualTo(200);
        assertThat(a.get(RESOURCE + "/versions").status()).isEqualTo(401);
        assertThat(a.get(RESOURCE + "/versions", WRITER).json().getString("serverId"))
                .isEqualTo("a");
    }

    private Answer sync(String key, long known) {
        return a.post(RESOURCE + "/sync", Client.syncBody(Map.of(key, known), Duration.ZERO));
    }
}
