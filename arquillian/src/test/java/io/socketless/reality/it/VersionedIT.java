package io.socketless.reality.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of the application's own resources; see {@code board.VersionedResource}. */
@Tag("one-node")
@ExtendWith(BoardCluster.class)
class VersionedIT {
    private final Client a;
    private final Client b;

    VersionedIT(Client a, Client b) {
        this.a = a;
        this.b = b;
    }

    private static String path(String room) {
        return "/api/versioned/" + room;
    }

    private static long version(Answer answer) {
        assertThat(answer.status()).isIn(200, 304);
        return Long.parseLong(answer.header("X-Reality-Version"));
    }

    @Test
    void a_client_that_holds_the_answer_gets_a_304_from_any_node() {
        long version = Long.parseLong(a.change("update", "versioned:same"));

        Answer first = a.get(path("same"));

        assertThat(first.status()).isEqualTo(200);
        assertThat(version(first)).isEqualTo(version);
        assertThat(first.header("ETag")).startsWith("W/\"");
        assertThat(first.header("Cache-Control")).isEqualTo("private, no-cache");
        Answer again = b.get(path("same"), "If-None-Match", first.header("ETag"));
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(b.get(path("same"), "X-Reality-Version", Long.toString(version))
                        .status())
                .isEqualTo(304);
        assertThat(b.send("HEAD", path("same"), "If-None-Match", first.header("ETag"))
                        .status())
                .isEqualTo(304);
    }

    @Test
    void a_change_on_one_node_is_seen_by_the_next_conditional_request_to_the_other() {
        for (int round = 0; round < 50; round++) {
            Answer before = b.get(path("changing"));
            long changed = Long.parseLong(a.change("update", "versioned:changing"));

            Answer after = b.get(path("changing"), "If-None-Match", before.header("ETag"));

            assertThat(after.status()).isEqualTo(200);
            assertThat(version(after)).isEqualTo(changed);
        }
    }

    @Test
    void data_that_change_while_they_are_read_are_fetched_again() {
        String slow = path("race") + "/slow";
        a.post(path("race"), "old", "Content-Type", "text/plain");
        CompletableFuture<Answer> reading = CompletableFuture.supplyAsync(() -> a.get(slow));
        Waiting.atMostSeconds(20).until(() -> a.get(slow + "/reached").body().equals("true"));
        a.post(path("race"), "new", "Content-Type", "text/plain");
        long changed = Long.parseLong(b.change("update", "versioned:race"));
        a.post(slow + "/open", "");

        Answer old = reading.join();
        assertThat(old.body()).isEqualTo("old");
        assertThat(version(old)).isLessThan(changed);

        Answer next = a.get(slow, "If-None-Match", old.header("ETag"));
        assertThat(next.status()).isEqualTo(200);
        assertThat(next.body()).isEqualTo("new");
        assertThat(version(next)).isEqualTo(changed);
        assertThat(a.get(slow, "If-None-Match", next.header("ETag")).status()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/async", "/letters/0"})
    void asynchronous_methods_and_sub_resources_are_versioned(String kind) {
        String path = path("kinds") + kind;
        a.post(path("kinds"), "text", "Content-Type", "text/plain");
        Answer first = a.get(path);
        assertThat("text").startsWith(first.body());
        assertThat(a.get(path, "If-None-Match", first.header("ETag")).status()).isEqualTo(304);

        long changed = Long.parseLong(b.change("update", "versioned:kinds"));

        assertThat(version(a.get(path, "If-None-Match", first.header("ETag")))).isEqualTo(changed);
    }

    @Test
    void an_error_has_no_version() {
        a.post(path("short"), "", "Content-Type", "text/plain");

        Answer answer = a.get(path("short") + "/letters/7");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("ETag")).isEmpty();
        assertThat(answer.header("X-Reality-Version")).isEmpty();
    }

    @Test
    void who_may_not_watch_the_key_gets_the_answer_without_version() {
        String path = path("x") + "/secret";

        Answer stranger = a.get(path);

        assertThat(stranger.status()).isEqualTo(200);
        assertThat(stranger.header("ETag")).isEmpty();
        assertThat(stranger.header("X-Reality-Version")).isEmpty();

        String reader = "Basic " + Base64.getEncoder().encodeToString("reader:password".getBytes(UTF_8));
        Answer answer = a.get(path, "Authorization", reader);
        assertThat(version(answer)).isPositive();
        assertThat(a.get(path, "Authorization", reader, "If-None-Match", answer.header("ETag"))
                        .status())
                .isEqualTo(304);
        assertThat(a.get(path, "If-None-Match", answer.header("ETag")).status()).isEqualTo(200);
    }
}
