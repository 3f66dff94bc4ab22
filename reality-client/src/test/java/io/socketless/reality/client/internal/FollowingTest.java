package io.socketless.reality.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.socketless.reality.client.ClosedException;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.Fault;
import io.socketless.reality.protocol.Hint;
import io.socketless.reality.protocol.Mode;
import io.socketless.reality.protocol.Problem;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import jakarta.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Keys that are followed, on servers that work and on servers that do not. */
class FollowingTest {

    @Test
    void a_listener_is_told_the_first_data_and_every_change() {
        try (Bench bench = Bench.withOneServer()) {
            List<State<String>> told = new ArrayList<>();
            bench.client.subscribe("x", Bench.versionAsText(), told::add);
            bench.settle();

            long second = bench.store.change("x");
            long third = bench.store.change("x");

            assertThat(told.stream()
                            .filter(state -> state instanceof State.Ready)
                            .map(state -> state.value().get()))
                    .containsExactly("1", Long.toString(second), Long.toString(third));
        }
    }

    @Test
    void a_second_change_with_the_same_hash_is_fetched_too() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();

            bench.store.change("x");
            long last = bench.store.change("x"); // the scripted server gives every change the same hash

            assertThat(watching.state().value()).contains(Long.toString(last));
        }
    }

    @Test
    void a_version_that_went_down_is_a_change() {
        try (Bench bench = Bench.withOneServer()) {
            bench.store.change("x");
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();

            bench.a.behave(request -> CompletableFuture.completedFuture(withChange(bench, request, "x", 3)));
            bench.a.endWaits();
            bench.pass(Duration.ofSeconds(1));

            assertThat(watching.state().value()).contains("3");
        }
    }

    @Test
    void one_held_request_names_all_keys() {
        try (Bench bench = Bench.withOneServer()) {
            IntStream.range(0, 1_000).forEach(index -> bench.client.subscribe("key:" + index, Bench.versionAsText()));
            bench.settle();

            assertThat(bench.a.held).hasSize(1);
            assertThat(bench.a.held.get(0).request().known()).hasSize(1_000).doesNotContainValue(0L);
        }
    }

    @Test
    void more_keys_than_a_request_may_name_are_followed_by_several() {
        try (Bench bench = Bench.withOneServer()) {
            IntStream.range(0, 2_500).forEach(index -> bench.client.subscribe("key:" + index, Bench.versionAsText()));
            bench.settle();

            assertThat(bench.a.held).hasSize(3);
            long version = bench.store.change("key:2400");
            assertThat(value(bench, "key:2400")).isEqualTo(Long.toString(version));
        }
    }

    @Test
    void a_server_that_takes_fewer_keys_is_asked_with_fewer() {
        try (Bench bench = Bench.withOneServer()) {
            bench.a.behave(request -> request.known().size() > 10
                    ? CompletableFuture.failedFuture(
                            new RefusedException("a", Problem.of(413, "too many"), Optional.empty()))
                    : bench.a.proper(request));
            IntStream.range(0, 30).forEach(index -> bench.client.subscribe("key:" + index, Bench.versionAsText()));
            bench.pass(Duration.ofSeconds(5));

            assertThat(bench.a.held.stream()
                            .mapToInt(each -> each.request().known().size())
                            .sum())
                    .isEqualTo(30);
            long version = bench.store.change("key:29");
            assertThat(value(bench, "key:29")).isEqualTo(Long.toString(version));
        }
    }

    @Test
    void a_key_that_a_server_refuses_does_not_take_the_others_along() {
        try (Bench bench = Bench.withOneServer()) {
            bench.a.behave(request -> request.known().containsKey("wrong")
                    ? CompletableFuture.failedFuture(new RefusedException(
                            "a", Problem.of(400, "no", List.of(new Fault("/known/wrong", "no"))), Optional.empty()))
                    : bench.a.proper(request));
            Subscription<String> wrong = bench.client.subscribe("wrong", Bench.versionAsText());
            Subscription<String> right = bench.client.subscribe("right", Bench.versionAsText());
            bench.settle();

            assertThat(wrong.state()).isInstanceOf(State.Failed.class);
            long version = bench.store.change("right");
            assertThat(right.state().value()).contains(Long.toString(version));
        }
    }

    @Test
    void a_key_added_while_a_request_is_held_is_followed_too() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            Subscription<String> second = bench.client.subscribe("y", Bench.versionAsText());
            bench.settle();

            assertThat(bench.a.held).hasSize(1);
            assertThat(bench.a.held.get(0).request().known()).containsOnlyKeys("x", "y");
            long version = bench.store.change("y");
            assertThat(second.state().value()).contains(Long.toString(version));
        }
    }

    @Test
    void nothing_is_held_when_nobody_watches_any_more() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            watching.close();
            watching.close();

            assertThat(bench.a.held).isEmpty();
            assertThat(watching.state()).isEqualTo(new State.Closed<>());
            assertThat(bench.client.statistics().subscriptions()).isZero();
            int before = bench.a.requests.size();
            bench.pass(Duration.ofHours(1));
            assertThat(bench.a.requests).hasSize(before);
        }
    }

    @Test
    void a_subscription_that_is_not_live_is_asked_for_once() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching =
                    bench.client.subscribe("x", Bench.versionAsText().live(false));
            bench.pass(Duration.ofHours(1));

            assertThat(bench.a.requests).hasSize(1);
            assertThat(watching.state()).isInstanceOf(State.Ready.class);
            assertThat(bench.a.requests.get(0).hint()).isEqualTo(Hint.MOUNT);
        }
    }

    @Test
    void a_subscription_with_an_interval_is_asked_for_every_so_often() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching =
                    bench.client.subscribe("x", Bench.versionAsText().pollEvery(Duration.ofSeconds(10)));
            long version = bench.store.change("x");
            bench.pass(Duration.ofSeconds(61));

            assertThat(bench.a.requests).hasSize(7);
            assertThat(bench.a.longRequests()).isZero();
            assertThat(watching.state().value()).contains(Long.toString(version));
            watching.close();
            bench.pass(Duration.ofSeconds(61));
            assertThat(bench.a.requests).hasSize(7);
        }
    }

    @Test
    void in_polling_mode_no_request_is_held() {
        try (Bench bench = Bench.withOneServer(
                new ClientBuilder().mode(Mode.POLLING_COMPAT).interval(Duration.ofSeconds(2)))) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.pass(Duration.ofSeconds(21));

            assertThat(bench.a.longRequests()).isZero();
            assertThat(bench.a.requests).hasSize(11);
            assertThat(bench.a.requests.get(1).mode()).isEqualTo(Mode.POLLING_COMPAT);
        }
    }

    @Test
    void a_payload_that_is_there_is_not_fetched() {
        try (Bench bench = Bench.withOneServer()) {
            Bench.Fetcher fetcher = new Bench.Fetcher();
            bench.store.change("x", Json.createValue("inline"));
            Subscription<String> watching =
                    bench.client.subscribe("x", fetcher.options().orPayload(String.class));
            bench.settle();

            assertThat(watching.state().value()).contains("\"inline\"");
            assertThat(fetcher.calls).isEmpty();
        }
    }

    @Test
    void a_payload_is_bound_with_json_b() {
        try (Bench bench = Bench.withOneServer()) {
            bench.store.change(
                    "x", Json.createObjectBuilder().add("text", "hello").build());
            Subscription<Message> watching = bench.client.subscribe("x", SubscriptionOptions.payload(Message.class));
            bench.settle();

            assertThat(watching.state().value().get().text).isEqualTo("hello");
        }
    }

    /** What JSON-B binds. */
    public static class Message {
        public String text;
    }

    @Test
    void a_denied_key_is_told_apart_and_does_not_end_the_wait_of_the_others() {
        try (Bench bench = Bench.withOneServer()) {
            bench.a.denied.add("secret");
            Subscription<String> secret = bench.client.subscribe("secret", Bench.versionAsText());
            Subscription<String> open = bench.client.subscribe("open", Bench.versionAsText());
            bench.settle();

            assertThat(secret.state()).isEqualTo(new State.Denied<>());
            assertThat(open.state()).isInstanceOf(State.Ready.class);
            int before = bench.a.requests.size();
            bench.pass(Duration.ofSeconds(55));
            assertThat(bench.a.requests).hasSize(before + 2); // the held one for the other key, every 25 seconds

            bench.a.denied.clear();
            bench.pass(Duration.ofSeconds(20));
            assertThat(secret.state()).isInstanceOf(State.Ready.class);
        }
    }

    @Test
    void a_proxy_that_ends_every_wait_at_once_is_asked_less_and_less() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            bench.a.behave(request -> CompletableFuture.completedFuture(bench.a.answer(request)));
            bench.a.endWaits();
            int before = bench.a.requests.size();
            bench.pass(Duration.ofMinutes(10));

            assertThat(bench.a.requests.size() - before).isBetween(100, 260); // every 2.5 to 5 seconds in the end
        }
    }

    @Test
    void a_cached_body_that_repeats_what_is_known_is_no_change() {
        try (Bench bench = Bench.withOneServer()) {
            Bench.Fetcher fetcher = new Bench.Fetcher();
            bench.client.subscribe("x", fetcher.options());
            fetcher.answer("first");
            bench.settle();
            SyncResponse stale = withChange(bench, SyncRequest.of(Map.of("x", 0L)), "x", 1);
            bench.a.behave(request -> CompletableFuture.completedFuture(stale));
            bench.a.endWaits();
            int before = bench.a.requests.size();
            bench.pass(Duration.ofMinutes(1));

            assertThat(fetcher.calls).hasSize(1);
            assertThat(bench.a.requests.size() - before).isLessThan(60);
        }
    }

    @Test
    void a_key_that_changes_thirty_times_a_second_is_told_each_time_at_once() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            for (int change = 0; change < 300; change++) {
                bench.pass(Duration.ofMillis(33));
                long version = bench.store.change("x");
                assertThat(watching.state().value()).contains(Long.toString(version));
            }
        }
    }

    @Test
    void bodies_that_contradict_each_other_do_not_make_a_hot_loop() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            bench.a.behave(request -> CompletableFuture.completedFuture(
                    withChange(bench, request, "x", request.known().get("x") == 5 ? 6 : 5)));
            bench.a.endWaits();
            int before = bench.a.requests.size();
            bench.pass(Duration.ofMinutes(1));

            assertThat(bench.a.requests.size() - before).isLessThan(800); // ten a second in the end
        }
    }

    @Test
    void a_held_request_that_is_never_answered_is_given_up() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            CompletableFuture<SyncResponse> never = new CompletableFuture<>();
            bench.a.behave(request -> never);
            bench.a.endWaits();
            bench.pass(Duration.ofSeconds(34));
            assertThat(never).isNotDone();
            bench.a.behaveProperly();
            bench.pass(Duration.ofSeconds(3));

            assertThat(never).isCancelled();
            assertThat(bench.a.held).hasSize(1);
            long version = bench.store.change("x");
            assertThat(watching.state().value()).contains(Long.toString(version));
        }
    }

    @Test
    void when_no_server_can_be_reached_the_data_is_stale_until_one_is() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();

            bench.a.goDown();
            bench.pass(Duration.ofSeconds(10));
            assertThat(watching.state()).isInstanceOf(State.Failed.class);
            assertThat(watching.state().isStale()).isTrue();
            assertThat(watching.state().value()).contains("1");

            bench.a.behaveProperly();
            bench.pass(Duration.ofSeconds(30));
            assertThat(watching.state()).isInstanceOf(State.Ready.class);
            assertThat(bench.a.held).hasSize(1);
        }
    }

    @Test
    void a_server_that_is_down_is_asked_less_and_less() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            bench.a.goDown();
            bench.pass(Duration.ofMinutes(1));
            int before = bench.a.requests.size();
            bench.pass(Duration.ofMinutes(10));

            assertThat(bench.a.requests.size() - before).isBetween(20, 40); // every 15 to 30 seconds
        }
    }

    @Test
    void a_clock_that_jumps_changes_nothing() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            int before = bench.a.requests.size();
            bench.timer.jump(Duration.ofDays(-400));
            bench.pass(Duration.ofSeconds(5));
            bench.timer.jump(Duration.ofDays(800));
            bench.pass(Duration.ofSeconds(5));

            assertThat(bench.a.requests).hasSize(before);
            long version = bench.store.change("x");
            assertThat(watching.state().value()).contains(Long.toString(version));
        }
    }

    @Test
    void after_close_everything_is_quiet_and_every_listener_knows() {
        Bench bench = Bench.withOneServer();
        List<State<String>> told = new ArrayList<>();
        bench.client.subscribe("x", Bench.versionAsText(), told::add);
        bench.settle();
        bench.client.close();
        bench.client.close();

        assertThat(told).last().isEqualTo(new State.Closed<>());
        assertThat(bench.a.held).isEmpty();
        assertThat(bench.timer.pending()).isZero();
        assertThatExceptionOfType(ClosedException.class)
                .isThrownBy(() -> bench.client.subscribe("y", Bench.versionAsText()));
    }

    private static Object value(Bench bench, String key) {
        return bench.client.state(key).orElseThrow().value().orElseThrow();
    }

    private static SyncResponse withChange(Bench bench, SyncRequest request, String key, long version) {
        SyncResponse proper = bench.a.answer(request);
        return new SyncResponse(
                Map.of(key, new ChangedKey(version, "h", "s")),
                proper.mesh(),
                0,
                proper.denied(),
                proper.retryMillis());
    }
}
