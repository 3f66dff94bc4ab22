package io.socketless.reality.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.client.ServerStatus;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.Problem;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Several servers, of which some are down, slow, behind, or leaving. */
class FailoverTest {

    @Test
    void a_server_that_dies_under_a_held_request_is_replaced_at_once() {
        try (Bench bench = Bench.withTwoServers()) {
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            ScriptedServer holding = bench.a.held.isEmpty() ? bench.b : bench.a;
            ScriptedServer other = holding == bench.a ? bench.b : bench.a;
            holding.goDown();

            assertThat(other.held).hasSize(1);
            assertThat(watching.state()).isInstanceOf(State.Ready.class);
            long version = bench.store.change("x");
            assertThat(watching.state().value()).contains(Long.toString(version));
            assertThat(bench.client.statistics().failovers()).isEqualTo(1);
        }
    }

    @Test
    void a_server_marked_bad_comes_back() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.a.goDown();
            bench.client.subscribe("x", Bench.versionAsText());
            bench.pass(Duration.ofSeconds(1));
            assertThat(status(bench, "a").healthy()).isFalse();
            assertThat(bench.b.held).hasSize(1);

            bench.a.behaveProperly();
            bench.b.goDown();
            bench.pass(Duration.ofSeconds(60));

            assertThat(bench.a.held).hasSize(1);
            assertThat(status(bench, "a").healthy()).isTrue();
        }
    }

    @Test
    void a_bad_server_is_asked_more_and_more_seldom() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.a.goDown();
            for (int second = 0; second < 600; second++) {
                bench.client.sync(List.of("x"));
                bench.pass(Duration.ofSeconds(1));
            }

            assertThat(bench.a.requests.size()).isBetween(4, 14); // after 5, 10, 20, 40, and then every 80 seconds
            assertThat(bench.b.requests.size()).isEqualTo(600);
        }
    }

    @Test
    void a_server_that_is_not_avoided_any_more_is_tried_before_the_pause_is_over_only_once() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.a.goDown();
            bench.b.goDown();
            bench.client.subscribe("x", Bench.versionAsText());
            bench.pass(Duration.ofMinutes(1));
            int before = bench.a.requests.size() + bench.b.requests.size();
            bench.pass(Duration.ofMinutes(10));

            assertThat(bench.a.requests.size() + bench.b.requests.size() - before)
                    .isBetween(20, 90);
        }
    }

    @Test
    void the_quicker_server_is_preferred() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.a.behave(request -> late(bench, Duration.ofMillis(80), () -> bench.a.answer(request)));
            bench.b.behave(request -> late(bench, Duration.ofMillis(10), () -> bench.b.answer(request)));
            for (int round = 0; round < 20; round++) {
                bench.client.sync(List.of("x"));
                bench.pass(Duration.ofMillis(100));
            }

            assertThat(bench.a.requests).hasSize(1);
            assertThat(bench.b.requests).hasSize(19);
            assertThat(status(bench, "b").latency()).hasValue(Duration.ofMillis(10));
        }
    }

    @Test
    void a_server_that_lags_behind_is_left() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.b.serverVersion = 1_800_000_000_000L << 10;
            bench.a.serverVersion = bench.b.serverVersion - (60_000L << 10);
            for (int round = 0; round < 10; round++) {
                bench.client.sync(List.of("x"));
                bench.pass(Duration.ofMillis(100));
            }

            assertThat(bench.a.requests.size()).isLessThanOrEqualTo(2);
            assertThat(bench.b.requests.size()).isGreaterThanOrEqualTo(8);
        }
    }

    @Test
    void a_server_that_is_about_to_leave_is_left_alone_for_as_long_as_it_asks() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            ScriptedServer leaving = bench.a.held.isEmpty() ? bench.b : bench.a;
            ScriptedServer other = leaving == bench.a ? bench.b : bench.a;
            leaving.leave(700);
            bench.pass(Duration.ofMillis(690));
            assertThat(other.held).isEmpty();
            bench.pass(Duration.ofMillis(20));

            assertThat(other.held).hasSize(1);
            assertThat(leaving.held).isEmpty();
        }
    }

    @Test
    void a_refusal_with_retry_after_is_heeded() {
        try (Bench bench = Bench.withOneServer()) {
            bench.a.behave(request -> refused("a", 429, Duration.ofSeconds(7)));
            CompletableFuture<Map<String, KeyReport>> sync =
                    bench.client.sync(List.of("x")).toCompletableFuture();
            bench.pass(Duration.ofMillis(6900));
            assertThat(bench.a.requests).hasSize(1);
            bench.a.behaveProperly();
            bench.pass(Duration.ofMillis(200));

            assertThat(sync.join()).containsOnlyKeys("x");
        }
    }

    @Test
    void a_server_that_is_not_available_is_left_for_another_for_as_long_as_it_asks() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.a.behave(request -> refused("a", 503, Duration.ofSeconds(30)));
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.pass(Duration.ofSeconds(29));
            assertThat(watching.state()).isInstanceOf(State.Ready.class);
            assertThat(bench.a.requests).hasSize(1);
            bench.a.behaveProperly();
            bench.b.goDown();
            bench.pass(Duration.ofSeconds(5));

            assertThat(bench.a.held).hasSize(1);
        }
    }

    @Test
    void a_server_that_asks_to_be_left_alone_for_ever_is_asked_again_after_an_hour() {
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            bench.a.leave((1L << 53) - 1);
            long version = bench.store.change("x");
            bench.pass(Duration.ofMinutes(59));
            assertThat(watching.state().value()).contains("1");
            bench.pass(Duration.ofMinutes(2));
            assertThat(watching.state().value()).contains(Long.toString(version));

            bench.a.behave(request -> refused("a", 429, forever));
            bench.a.endWaits();
            bench.pass(Duration.ofMinutes(59));
            bench.a.behaveProperly();
            bench.pass(Duration.ofMinutes(2));
            assertThat(bench.a.held).hasSize(1);
        }
    }

    @Test
    void a_follower_leaves_a_server_that_lags_behind() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            ScriptedServer lagging = bench.a.held.isEmpty() ? bench.b : bench.a;
            ScriptedServer other = lagging == bench.a ? bench.b : bench.a;
            other.serverVersion = 1_800_000_000_000L << 10;
            lagging.serverVersion = other.serverVersion - (60_000L << 10);
            bench.client.sync(List.of("x")); // asks the one of which the latency is not known yet
            bench.client.sync(List.of("x"));
            bench.pass(Duration.ofSeconds(26)); // until the request that is held is answered

            assertThat(lagging.held).isEmpty();
            assertThat(other.held).hasSize(1);
        }
    }

    @Test
    void a_server_without_room_for_a_waiter_is_no_reason_to_wait() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.a.behave(request ->
                    request.waitMillis() > 0 ? refused("a", 429, Duration.ofSeconds(1)) : bench.a.proper(request));
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();

            assertThat(bench.b.held).hasSize(1);
        }
    }

    @Test
    void who_may_not_ask_is_told_at_once_and_no_other_server_is_asked() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.a.behave(request -> refused("a", 401, Duration.ZERO));
            bench.b.behave(request -> refused("b", 401, Duration.ZERO));
            CompletableFuture<Map<String, KeyReport>> sync =
                    bench.client.sync(List.of("x")).toCompletableFuture();

            assertThat(sync).isCompletedExceptionally();
            assertThat(bench.a.requests.size() + bench.b.requests.size()).isEqualTo(1);
        }
    }

    @Test
    void an_undeployed_application_is_left_for_another_server_and_used_again_once_deployed() {
        try (Bench bench = Bench.withTwoServers()) {
            bench.a.behave(request -> refused("a", 404, Duration.ZERO));
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            assertThat(watching.state()).isInstanceOf(State.Ready.class);
            assertThat(bench.b.held).hasSize(1);

            bench.a.behaveProperly();
            bench.b.behave(request -> refused("b", 404, Duration.ZERO));
            bench.b.endWaits();
            long version = bench.store.change("x");
            bench.pass(Duration.ofSeconds(30));
            assertThat(watching.state().value()).contains(Long.toString(version));
        }
    }

    @Test
    void a_failed_write_counts_against_the_server_as_a_failed_sync_does() {
        try (Bench bench = Bench.withTwoServers()) {
            List<ClientEvent> events = new ArrayList<>();
            Transport failing = new BrokenWrites(bench.a);
            LiveClient client = new ClientBuilder().build(List.of(failing, bench.b), bench.timer, Runnable::run, 1);
            client.onEvent(events::add);
            client.invalidate(List.of("x"));

            assertThat(client.statistics().failovers()).isEqualTo(1);
            assertThat(events).anyMatch(ClientEvent.ServerUnhealthy.class::isInstance);
            assertThat(client.servers().get(0).healthy()).isFalse();
            client.close();
        }
    }

    @Test
    void a_proxy_that_breaks_held_requests_and_lets_short_ones_pass_is_asked_less_and_less() {
        try (Bench bench = Bench.withOneServer()) {
            bench.a.behave(request -> request.waitMillis() > 0
                    ? CompletableFuture.failedFuture(new IOException("reset"))
                    : bench.a.proper(request));
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.pass(Duration.ofMinutes(1));
            int before = bench.a.requests.size();
            long version = bench.store.change("x");
            bench.pass(Duration.ofMinutes(10));

            assertThat(bench.a.requests.size() - before).isBetween(40, 90);
            assertThat(watching.state().value()).contains(Long.toString(version));
        }
    }

    @Test
    void a_write_is_tried_on_another_server() {
        try (Bench bench = Bench.withTwoServers()) {
            Transport failing = new BrokenWrites(bench.a);
            LiveClient client = new ClientBuilder().build(List.of(failing, bench.b), bench.timer, Runnable::run, 1);

            assertThat(client.invalidate(List.of("x")).toCompletableFuture().join())
                    .containsEntry("x", bench.store.version("x"));
            assertThat(client.update("x", "hash").toCompletableFuture().join().version())
                    .isEqualTo(bench.store.version("x"));
            client.close();
        }
    }

    private static CompletableFuture<SyncResponse> refused(String server, int status, Duration after) {
        return CompletableFuture.failedFuture(
                new RefusedException(server, Problem.of(status, "no"), Optional.of(after)));
    }

    private static <T> CompletableFuture<T> late(Bench bench, Duration by, Supplier<T> answer) {
        CompletableFuture<T> later = new CompletableFuture<>();
        bench.timer.after(by, () -> later.complete(answer.get()));
        return later;
    }

    private static ServerStatus status(Bench bench, String name) {
        return bench.client.servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A server that syncs and does not write. */
    private record BrokenWrites(Transport of) implements Transport {

        @Override
        public String name() {
            return of.name();
        }

        @Override
        public CompletableFuture<SyncResponse> sync(SyncRequest request) {
            return of.sync(request);
        }

        @Override
        public CompletableFuture<UpdateResponse> update(UpdateRequest request) {
            return CompletableFuture.failedFuture(new IOException("no"));
        }

        @Override
        public CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request) {
            return CompletableFuture.failedFuture(new IOException("no"));
        }

        @Override
        public CompletableFuture<HealthResponse> health() {
            return of.health();
        }
    }
}
