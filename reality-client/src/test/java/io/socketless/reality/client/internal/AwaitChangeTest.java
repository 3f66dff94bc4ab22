package io.socketless.reality.client.internal;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.client.ClosedException;
import io.socketless.reality.client.DeniedException;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import java.time.Duration;
import java.util.List;
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
            long between = bench.store.change("x"); // seen by the client, but not by the caller

            assertThat(bench.client.awaitChange(first.join().get(), LONG).get().version())
                    .isEqualTo(between);
        }
    }

    @Test
    void a_version_known_beforehand_is_what_must_change() throws Exception {
        try (Bench bench = Bench.withOneServer(new ClientBuilder().initialKnown(Map.of("x", 5L)))) {
            assertThat(bench.client.awaitChange("x", 5, LONG).get().version()).isEqualTo(1);
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
        RealityClient client = new ClientBuilder().build(List.of(server));
        CompletableFuture<Optional<KeyReport>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return client.awaitChange("x", 1, Duration.ofSeconds(Long.MAX_VALUE));
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        Awaitility.await().until(() -> client.state("x").isPresent());
        assertThat(waiting).isNotDone();
        client.close();

        assertThatThrownBy(() -> waiting.get(5, SECONDS)).hasCauseInstanceOf(ClosedException.class);
    }

    @Test
    void a_wait_ends_in_time_when_the_executor_has_no_thread_to_spare() throws Exception {
        Transport server = new ScriptedServer("own", new ScriptedServer.Store(), new ManualTimer());
        try (RealityClient client =
                new ClientBuilder().executor(task -> {}).build(List.of(server))) { // never runs a task
            assertThat(client.awaitChange("x", 1, Duration.ofMillis(50))).isEmpty();
        }
    }

    @Test
    void two_callers_of_one_key_do_not_take_changes_from_each_other() throws Exception {
        try (Bench bench = Bench.withOneServer()) {
            long version = bench.store.change("x");

            assertThat(bench.client.awaitChange("x", 1, LONG).get().version()).isEqualTo(version);
            assertThat(bench.client.awaitChange("x", 1, LONG).get().version()).isEqualTo(version);
        }
    }

    @Test
    void a_denied_key_ends_the_wait_with_an_exception() {
        try (Bench bench = Bench.withOneServer()) {
            bench.a.denied.add("x");

            assertThatThrownBy(() -> bench.client.awaitChange("x", 0, LONG)).isInstanceOf(DeniedException.class);
        }
    }

    private static CompletableFuture<Optional<KeyReport>> waiting(Bench bench) {
        CompletableFuture<Optional<KeyReport>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return bench.client.awaitChange("x", 1, LONG);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        Awaitility.await().until(() -> bench.client.statistics().subscriptions() == 1 && !bench.a.held.isEmpty());
        return waiting;
    }
}
