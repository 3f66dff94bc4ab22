package io.socketless.reality.client;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A thread that waits for a key to change. */
class AwaitChangeTest {

    private static final Duration LONG = Duration.ofMinutes(10);

    @Test
    void a_change_ends_the_wait() throws Exception {
        try (Bench bench = Bench.withOneServer()) {
            CompletableFuture<Optional<KeyReport>> waiting = waiting(bench);
            long version = bench.store.change("x");

            assertThat(waiting.get(5, SECONDS).get().version()).isEqualTo(version);
        }
    }

    @Test
    void a_change_between_two_waits_is_not_missed() throws Exception {
        try (Bench bench = Bench.withOneServer()) {
            CompletableFuture<Optional<KeyReport>> first = waiting(bench);
            bench.store.change("x");
            first.get(5, SECONDS);
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            long between = bench.store.change("x"); // seen by the client, but not by who waits

            assertThat(bench.client.awaitChange("x", LONG).get().version()).isEqualTo(between);
        }
    }

    @Test
    void a_version_known_beforehand_is_what_must_change() throws Exception {
        try (Bench bench = Bench.withOneServer(RealityClient.builder().initialKnown(Map.of("x", 5L)))) {
            assertThat(bench.client.awaitChange("x", LONG).get().version()).isEqualTo(1);
        }
    }

    @Test
    void nothing_is_returned_when_the_time_is_over() throws Exception {
        try (Bench bench = Bench.withOneServer()) {
            CompletableFuture<Optional<KeyReport>> waiting = waiting(bench);
            bench.pass(LONG.plusSeconds(1));

            assertThat(waiting.get(5, SECONDS)).isEmpty();
            assertThat(bench.client.statistics().subscriptions()).isZero();
        }
    }

    @Test
    void a_wait_may_be_as_long_as_a_duration_can_be_and_ends_with_the_client() throws Exception {
        ScriptedServer server = new ScriptedServer("own", new ScriptedServer.Store(), new ManualTimer());
        RealityClient client = RealityClient.builder().transport(server).build();
        CompletableFuture<Optional<KeyReport>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return client.awaitChange("x", Duration.ofSeconds(Long.MAX_VALUE));
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        Awaitility.await().until(() -> client.state("x").isPresent());
        assertThat(waiting).isNotDone();
        client.close();

        assertThatThrownBy(() -> waiting.get(5, SECONDS)).hasMessageContaining("The client was closed");
    }

    @Test
    void a_wait_ends_in_time_when_the_executor_has_no_thread_to_spare() throws Exception {
        try (RealityClient client = RealityClient.builder()
                .transport(new ScriptedServer("own", new ScriptedServer.Store(), new ManualTimer()))
                .executor(task -> {}) // as if it never came to it
                .build()) {
            assertThat(client.awaitChange("x", Duration.ofMillis(50))).isEmpty();
        }
    }

    private static CompletableFuture<Optional<KeyReport>> waiting(Bench bench) {
        CompletableFuture<Optional<KeyReport>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return bench.client.awaitChange("x", LONG);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        Awaitility.await().until(() -> bench.client.statistics().subscriptions() == 1 && !bench.a.held.isEmpty());
        return waiting;
    }
}
