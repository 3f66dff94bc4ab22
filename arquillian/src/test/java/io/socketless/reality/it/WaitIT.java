package io.socketless.reality.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("one-node")
@ExtendWith(BoardCluster.class)
class WaitIT {
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final String WAITER = "io.socketless.reality.core.Waiter";

    private final Client a;
    private final Client b;

    WaitIT(Client a, Client b) {
        this.a = a;
        this.b = b;
    }

    @ParameterizedTest
    @ValueSource(strings = {"update", "delete", "event", "event-in-transaction", "annotated"})
    void a_client_that_waits_on_one_node_is_woken_from_the_other_by(String kind) throws Exception {
        String name = "wake-" + kind;
        String key = kind.equals("annotated") ? "room:" + name : name;
        a.change("update", key);
        CompletableFuture<Answer> waiting = b.syncWaiting(Map.of(key, b.version(key)), LONG);
        Waiting.untilHeld(waiting);

        String answer = a.change(kind, name);

        long version = Long.parseLong(answer.substring(answer.lastIndexOf(' ') + 1));
        assertThat(waiting.get(3, SECONDS).changes()).isEqualTo(Map.of(key, version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"event-rolled-back", "annotated-rolled-back"})
    void a_rollback_wakes_nobody(String kind) throws Exception {
        String name = "asleep-" + kind;
        String key = kind.startsWith("annotated") ? "room:" + name : name;
        long known = b.version(key);
        CompletableFuture<Answer> waiting = b.syncWaiting(Map.of(key, known), LONG);
        Waiting.untilHeld(waiting);

        String version = a.change(kind, name);

        assertThat(version).isEqualTo(Long.toString(known));
        Waiting.staysOpen(waiting, Duration.ofSeconds(1));
        a.change("update", key);
        assertThat(waiting.get(3, SECONDS).changed()).containsExactly(key);
    }

    @Test
    void an_event_in_a_transaction_takes_effect_after_the_commit_and_not_before() {
        String[] versions = a.change("event-in-transaction", "commit").split(" ");

        assertThat(versions[1]).isEqualTo(versions[0]);
        assertThat(Long.parseLong(versions[2])).isGreaterThan(Long.parseLong(versions[1]));
    }

    @Test
    void a_client_that_waits_in_vain_gets_an_empty_answer_when_its_time_is_over() throws Exception {
        long begin = System.nanoTime();
        CompletableFuture<Answer> waiting = b.syncWaiting(Map.of("vain", b.version("vain")), Duration.ofMillis(1_500));

        assertThat(waiting.get(10, SECONDS).changed()).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofMillis(1_400), Duration.ofMillis(4_000));
    }

    @Test
    void a_client_that_watches_nothing_does_not_wait() throws Exception {
        assertThat(b.syncWaiting(Map.of(), LONG).get(3, SECONDS).status()).isEqualTo(200);
    }

    @Test
    void five_hundred_clients_that_wait_for_one_key_are_all_told() throws Exception {
        long known = b.version("crowd");
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        for (int client = 0; client < 500; client++) {
            waiting.add(b.syncWaiting(Map.of("crowd", known), LONG));
        }
        Waiting.atMostSeconds(20).until(() -> b.waiters() >= 500);

        a.change("update", "crowd");

        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(10, SECONDS);
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().changed()).contains("crowd"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_client_that_goes_away_frees_its_waiter(boolean reset) throws IOException {
        Waiting.atMostSeconds(30).until(() -> b.waiters() == 0);
        List<RawRequest> clients = new ArrayList<>();
        for (int client = 0; client < 20; client++) {
            String key = "gone:" + client;
            String body = Client.syncBody(Map.of(key, b.version(key)), LONG);
            RawRequest request = new RawRequest(b, "/reality/sync", "Content-Length: " + body.length());
            request.write(body);
            clients.add(request);
        }
        // Longer than between two looks at the connections: a client that is there must not be taken for gone.
        Waiting.atMostSeconds(10).during(Duration.ofSeconds(3)).until(() -> b.waiters() == 20);

        for (RawRequest client : clients) {
            if (reset) {
                client.reset();
            } else {
                client.close();
            }
        }

        Waiting.atMostSeconds(8).until(() -> b.waiters() == 0);
        Waiting.atMostSeconds(20).until(() -> b.node().instances(WAITER) == 0);
    }
}
