package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("one-node")
@ExtendWith(BoardCluster.class)
class SyncIT {
    private final Client a;
    private final Client b;

    SyncIT(Client a, Client b) {
        this.a = a;
        this.b = b;
    }

    @Test
    void a_change_on_one_node_is_seen_by_the_next_sync_on_the_other() {
        for (int round = 0; round < 50; round++) {
            long known = b.version("sync:change");
            long changed = Long.parseLong(a.change("update", "sync:change"));

            assertThat(b.sync(Map.of("sync:change", known)).changes()).isEqualTo(Map.of("sync:change", changed));
        }
    }

    @Test
    void a_change_over_http_is_seen_by_the_next_sync_on_the_other_node() {
        long known = b.version("sync:http");
        long changed = a.update("sync:http");

        assertThat(changed).isGreaterThan(known);
        assertThat(b.sync(Map.of("sync:http", known)).changes()).isEqualTo(Map.of("sync:http", changed));
    }

    @Test
    void a_deletion_on_one_node_is_seen_by_the_next_sync_on_the_other() {
        a.change("update", "sync:deletion");
        long known = b.version("sync:deletion");
        a.change("delete", "sync:deletion");

        assertThat(b.sync(Map.of("sync:deletion", known)).changed()).containsExactly("sync:deletion");
    }

    @Test
    void what_has_not_changed_is_not_reported() {
        long known = Long.parseLong(a.change("update", "sync:same"));

        assertThat(b.sync(Map.of("sync:same", known)).changed()).isEmpty();
    }

    @Test
    void a_first_sync_reports_keys_that_nobody_has_changed_yet() {
        assertThat(a.sync(Map.of("sync:never", 0L)).changed()).containsExactly("sync:never");
    }

    @Test
    void a_key_that_a_client_holds_in_a_newer_version_is_reported() {
        long known = Long.parseLong(a.change("update", "sync:newer")) + 1_000_000;

        assertThat(b.sync(Map.of("sync:newer", known)).changed()).containsExactly("sync:newer");
    }

    @Test
    void an_answer_names_its_node_and_forbids_caching() {
        Answer answer = a.sync(Map.of());

        assertThat(answer.header("X-Reality-Server")).isEqualTo("a");
        assertThat(answer.header("Cache-Control")).contains("no-store");
        assertThat(answer.json().getJsonNumber("serverTime").longValueExact()).isPositive();
    }

    @Test
    @Tag("two-nodes")
    void each_node_lists_the_other_as_healthy() {
        for (Client client : Set.of(a, b)) {
            JsonObject peers =
                    client.sync(Map.of()).json().getJsonObject("mesh").getJsonObject("peers");
            assertThat(peers).hasSize(1);
            assertThat(peers.values()).allSatisfy(state -> assertThat(state).hasToString("\"healthy\""));
        }
    }

    @Test
    void a_payload_is_inline_and_asked_for_once_per_version_on_a_node() {
        a.change("update", "payload:fine");
        for (int client = 0; client < 5; client++) {
            assertThat(b.sync(Map.of("payload:fine", 0L))
                            .json()
                            .getValue("/changed/payload:fine/payload/of")
                            .toString())
                    .isEqualTo("\"payload:fine\"");
        }
        assertThat(b.get("/api/payload-calls?key=payload:fine").body()).isEqualTo("1");
    }

    @Test
    void a_payload_that_is_too_large_or_fails_is_left_out() {
        for (String key : Set.of("payload:large", "payload:broken")) {
            a.change("update", key);

            Answer answer = b.sync(Map.of(key, 0L));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().getJsonObject("changed").getJsonObject(key))
                    .doesNotContainKey("payload");
        }
    }

    @Test
    void changed_is_fired_on_every_node() {
        for (Client changer : Set.of(a, b)) {
            String key = "observed:" + changer.node().name();
            String version = changer.change("update", key);
            String deletion = changer.change("delete", key);
            for (Client observer : Set.of(a, b)) {
                Waiting.atMostSeconds(10).untilAsserted(() -> assertThat(
                                observer.get("/api/observed?key=" + key).body().lines())
                        .contains(version, deletion + " deleted"));
            }
        }
    }
}
