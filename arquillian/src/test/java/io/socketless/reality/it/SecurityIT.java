package io.socketless.reality.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("one-node")
@Tag("first-tier")
@ExtendWith(BoardCluster.class)
class SecurityIT {
    private final Client a;

    SecurityIT(Client a) {
        this.a = a;
    }

    @Test
    void the_secret_opens_the_write_endpoints() {
        assertOpen("Authorization", "Bearer " + Client.SECRET);
    }

    @Test
    void the_role_opens_the_write_endpoints() {
        assertOpen("Authorization", basic("writer", "password"));
    }

    private void assertOpen(String... credentials) {
        assertThat(a.post("/reality/update", "{\"key\":\"open\",\"hash\":\"h\"}", credentials)
                        .status())
                .isEqualTo(200);
        assertThat(a.post("/reality/invalidate", "{\"keys\":[\"open\"]}", credentials)
                        .status())
                .isEqualTo(200);
        assertThat(a.get("/reality/versions", credentials).status()).isEqualTo(200);
    }

    @Test
    void nobody_writes_without_credentials() {
        assertRefused();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong", "Bearer", "Bearer a-secret-of-the-test", "Bearer  ", "Digest x"})
    void nobody_writes_with_wrong_credentials(String credentials) {
        assertRefused("Authorization", credentials);
    }

    @Test
    void another_role_does_not_open_the_write_endpoints() {
        assertRefused("Authorization", basic("reader", "password"));
    }

    @Test
    void a_wrong_password_does_not_open_the_write_endpoints() {
        assertRefused("Authorization", basic("writer", "wrong"));
    }

    private void assertRefused(String... credentials) {
        long before = a.version("closed");

        assertThat(a.post("/reality/update", "{\"key\":\"closed\",\"hash\":\"h\"}", credentials)
                        .status())
                .isIn(401, 403);
        assertThat(a.post("/reality/invalidate", "{\"keys\":[\"closed\"]}", credentials)
                        .status())
                .isIn(401, 403);
        assertThat(a.get("/reality/versions", credentials).status()).isIn(401, 403);
        assertThat(a.version("closed")).isEqualTo(before);
    }

    @Test
    void a_key_that_the_caller_may_not_watch_is_denied_and_wakes_nobody() {
        Answer answer = a.sync(Map.of("private:x", 0L, "public:x", 0L));
        assertThat(answer.changed()).containsExactly("public:x");
        assertThat(answer.json().getJsonArray("denied")).hasToString("[\"private:x\"]");

        CompletableFuture<Answer> waiting =
                a.syncWaiting(Map.of("private:x", 0L, "public:x", answer.version("public:x")), Duration.ofSeconds(25));
        Waiting.untilHeld(waiting);
        a.change("update", "private:x");
        Waiting.staysOpen(waiting, Duration.ofMillis(500));
        a.change("update", "public:x");
        assertThat(waiting.join().changed()).containsExactly("public:x");
    }

    @Test
    void a_key_is_reported_to_a_caller_with_the_right_to_watch_it() {
        Answer answer =
                a.post("/reality/sync", "{\"known\":{\"private:y\":0}}", "Authorization", basic("reader", "password"));

        assertThat(answer.changed()).containsExactly("private:y");
        assertThat(answer.json()).doesNotContainKey("denied");
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }
}
