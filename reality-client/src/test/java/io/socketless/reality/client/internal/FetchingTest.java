package io.socketless.reality.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.FetchTimeoutException;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.Mutation;
import io.socketless.reality.client.Prefetched;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Statistics;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.client.UnreachableException;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Data that is late, fails, or is asked for while something else is under way. */
class FetchingTest {

    private final Bench.Fetcher fetcher = new Bench.Fetcher();

    @Test
    void a_fetch_that_fails_is_no_data_and_is_repeated_until_it_succeeds() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", fetcher.options());
            bench.settle();
            for (int failures = 1; failures <= 5; failures++) {
                assertThat(fetcher.calls).hasSize(failures);
                fetcher.fail("failure " + failures);
                assertThat(watching.state().error().get()).hasMessage("failure " + failures);
                bench.pass(Duration.ofSeconds(10));
            }
            fetcher.answer("data");

            assertThat(watching.state()).isInstanceOf(State.Ready.class);
            assertThat(watching.state().value()).contains("data");
            bench.pass(Duration.ofMinutes(5));
            assertThat(fetcher.calls).hasSize(6);
        }
    }

    @Test
    void pauses_between_failed_fetches_grow_but_not_without_end() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.subscribe("x", SubscriptionOptions.<String>fetching(node -> {
                fetcher.calls.add(node);
                throw new IllegalStateException("always");
            }));
            bench.pass(Duration.ofMinutes(2));
            int before = fetcher.calls.size();
            bench.pass(Duration.ofMinutes(10));

            assertThat(before).isBetween(7, 16);
            assertThat(fetcher.calls.size() - before).isBetween(20, 41);
        }
    }

    @Test
    void old_data_stays_while_newer_data_cannot_be_fetched() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", fetcher.options());
            fetcher.answer("old");
            bench.settle();
            bench.store.change("x");
            assertThat(watching.state()).isInstanceOf(State.Syncing.class);
            fetcher.fail("no");

            assertThat(watching.state()).isInstanceOf(State.Failed.class);
            assertThat(watching.state().value()).contains("old");
        }
    }

    @Test
    void a_change_during_a_fetch_leads_to_another_fetch_after_it() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", fetcher.options());
            bench.settle();
            bench.store.change("x");
            bench.store.change("x");
            assertThat(fetcher.calls).hasSize(1);

            fetcher.answer("first");
            assertThat(watching.state()).isInstanceOf(State.Syncing.class);
            assertThat(fetcher.calls).hasSize(2);
            fetcher.answer("second");

            assertThat(watching.state()).isInstanceOf(State.Ready.class);
            assertThat(watching.state().value()).contains("second");
            assertThat(fetcher.calls.get(1).version()).isEqualTo(bench.store.version("x"));
        }
    }

    @Test
    void a_fetch_that_takes_too_long_is_given_up_and_what_it_brings_later_is_not_shown() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching =
                    bench.client.subscribe("x", SubscriptionOptions.fetching(node -> fetcher.fetch(node)
                            .thenApply(text -> text)));
            bench.pass(Duration.ofSeconds(11));
            assertThat(watching.state().error().get()).isInstanceOf(FetchTimeoutException.class);
            fetcher.answer("newer");
            fetcher.answers.get(0).complete("older");

            assertThat(watching.state().value()).contains("newer");
        }
    }

    @Test
    void a_fetcher_that_throws_or_returns_nothing_is_a_failed_fetch() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> throwing = bench.client.subscribe("x", SubscriptionOptions.<String>fetching(node -> {
                throw new IllegalStateException("thrown");
            }));
            Subscription<String> nothing =
                    bench.client.subscribe("y", SubscriptionOptions.<String>fetching(node -> null));
            Subscription<String> nullValue = bench.client.subscribe(
                    "z", SubscriptionOptions.<String>fetching(node -> CompletableFuture.completedFuture(null)));

            assertThat(throwing.state().error().get()).hasMessage("thrown");
            assertThat(nothing.state().error()).isPresent();
            assertThat(nullValue.state().error()).isPresent();
        }
    }

    @Test
    void fetches_of_different_keys_run_side_by_side() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.subscribe("x", fetcher.options());
            bench.client.subscribe("y", fetcher.options());
            bench.client.subscribe("z", fetcher.options());
            bench.settle();

            assertThat(fetcher.calls).extracting(KeyReport::key).containsExactlyInAnyOrder("x", "y", "z");
        }
    }

    @Test
    void two_subscriptions_of_a_key_share_a_fetch_and_its_value() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> one = bench.client.subscribe("x", fetcher.options());
            Subscription<String> other = bench.client.subscribe("x", fetcher.options());
            Subscription<KeyReport> versions = bench.client.subscribe("x", SubscriptionOptions.versions());
            bench.settle();
            fetcher.answer("shared");

            assertThat(fetcher.calls).hasSize(1);
            assertThat(one.state().value()).contains("shared");
            assertThat(other.state().value()).contains("shared");
            assertThat(versions.state().value().get().version()).isEqualTo(1);
            one.close();
            bench.store.change("x");
            fetcher.answer("after");
            assertThat(other.state().value()).contains("after");
        }
    }

    @Test
    void what_is_asked_for_during_a_sync_is_asked_for_after_it() {
        try (Bench bench = Bench.withOneServer()) {
            List<CompletableFuture<SyncResponse>> answers = holdingShortRequests(bench);
            bench.client.subscribe("x", Bench.versionAsText().live(false));
            CompletableFuture<Map<String, KeyReport>> during =
                    bench.client.sync(List.of("x", "y")).toCompletableFuture();
            CompletableFuture<Map<String, KeyReport>> alsoDuring =
                    bench.client.sync(List.of("z")).toCompletableFuture();
            assertThat(bench.a.requests).hasSize(1);

            answers.get(0).complete(bench.a.answer(bench.a.requests.get(0)));
            assertThat(bench.a.requests).hasSize(2);
            assertThat(bench.a.requests.get(1).known()).containsOnlyKeys("x", "y", "z");
            assertThat(during).isNotDone();
            answers.get(1).complete(bench.a.answer(bench.a.requests.get(1)));

            assertThat(during.join()).containsOnlyKeys("y");
            assertThat(alsoDuring.join()).containsOnlyKeys("z");
        }
    }

    @Test
    void a_late_answer_does_not_overwrite_a_newer_one() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            List<CompletableFuture<SyncResponse>> answers = holdingShortRequests(bench);
            CompletableFuture<Map<String, KeyReport>> sync =
                    bench.client.sync(List.of("x")).toCompletableFuture();
            SyncRequest late = bench.a.requests.get(bench.a.requests.size() - 1);
            bench.store.versions(Map.of("x", 50L));
            SyncResponse older = bench.a.answer(late);
            long newest = bench.store.change("x"); // reaches the client through the request that is held
            assertThat(watching.state().value()).contains(Long.toString(newest));

            answers.get(0).complete(older);

            assertThat(watching.state().value()).contains(Long.toString(newest));
            assertThat(sync).isNotDone(); // it is not known which of the answers is newer, so it is asked again
            answers.get(1).complete(bench.a.answer(bench.a.requests.get(bench.a.requests.size() - 1)));
            assertThat(sync).isCompleted();
            assertThat(watching.state().value()).contains(Long.toString(newest));
            assertThat(bench.client.statistics().overtaken()).isEqualTo(1);
        }
    }

    @Test
    void a_sync_is_done_when_the_data_is_there() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching =
                    bench.client.subscribe("x", fetcher.options().live(false));
            fetcher.answer("old");
            bench.store.change("x");
            CompletableFuture<State<String>> sync = watching.sync().toCompletableFuture();
            assertThat(sync).isNotDone();
            fetcher.answer("new");

            assertThat(sync.join().value()).contains("new");
        }
    }

    @Test
    void a_sync_whose_fetch_fails_fails() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching =
                    bench.client.subscribe("x", fetcher.options().live(false));
            CompletableFuture<State<String>> sync = watching.sync().toCompletableFuture();
            fetcher.fail("no");

            assertThat(sync).isCompletedExceptionally();
        }
    }

    @Test
    void a_sync_of_a_failed_fetch_repeats_it_at_once() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = bench.client.subscribe("x", fetcher.options());
            bench.settle();
            fetcher.fail("no");
            CompletableFuture<State<String>> sync = watching.sync().toCompletableFuture();
            fetcher.answer("data");

            assertThat(sync.join()).isInstanceOf(State.Ready.class);
        }
    }

    @Test
    void a_sync_fails_after_its_retries_and_the_client_goes_on() {
        try (Bench bench = Bench.withOneServer(new ClientBuilder().retries(2))) {
            bench.a.goDown();
            CompletableFuture<Map<String, KeyReport>> sync =
                    bench.client.sync(List.of("x")).toCompletableFuture();
            bench.pass(Duration.ofSeconds(10));

            assertThat(bench.a.requests).hasSize(3);
            assertThat(sync).isCompletedExceptionally();
            assertThat(catchCause(sync))
                    .isInstanceOf(UnreachableException.class)
                    .hasRootCauseMessage("a is down");
            bench.a.behaveProperly();
            assertThat(bench.client.sync(List.of("x")).toCompletableFuture().join())
                    .containsOnlyKeys("x");
        }
    }

    @Test
    void results_that_are_awaited_fail_when_the_client_is_closed() {
        Bench bench = Bench.withOneServer();
        holdingShortRequests(bench);
        CompletableFuture<Map<String, KeyReport>> sync =
                bench.client.sync(List.of("x")).toCompletableFuture();
        bench.client.close();

        assertThat(sync).isCompletedExceptionally();
    }

    @Test
    void sync_all_asks_for_every_watched_key() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.subscribe("x", Bench.versionAsText().live(false));
            bench.client.subscribe("y", Bench.versionAsText().live(false));
            bench.store.change("y");

            assertThat(bench.client.syncAll().toCompletableFuture().join()).containsOnlyKeys("y");
        }
    }

    @Test
    void a_prefetch_knows_versions_of_keys_whether_they_are_watched_or_not() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.a.denied.add("secret");
            bench.settle();
            long version = bench.store.change("x");
            Prefetched state = bench.client
                    .prefetch(List.of("x", "y", "secret"))
                    .toCompletableFuture()
                    .join();

            assertThat(state.versions()).isEqualTo(Map.of("x", version, "y", 1L));
            assertThat(state.denied()).containsExactly("secret");
        }
    }

    @Test
    void versions_known_beforehand_are_reported_only_if_they_are_no_longer_true() {
        try (Bench bench = Bench.withOneServer(new ClientBuilder().initialKnown(Map.of("same", 1L, "other", 17L)))) {
            Map<String, KeyReport> changed = bench.client
                    .sync(List.of("same", "other"))
                    .toCompletableFuture()
                    .join();
            Subscription<KeyReport> same = bench.client.subscribe("same", SubscriptionOptions.versions());
            Subscription<String> data = bench.client.subscribe("other", Bench.versionAsText());

            assertThat(changed).containsOnlyKeys("other");
            assertThat(same.state().value().get().version()).isEqualTo(1);
            assertThat(data.state().value()).contains("1");
        }
    }

    @Test
    void events_tell_what_happens() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.subscribe("x", Bench.versionAsText());
            bench.settle();
            bench.a.goDown();
            bench.pass(Duration.ofSeconds(5));
            bench.a.behaveProperly();
            bench.pass(Duration.ofSeconds(30));

            List<Class<?>> kinds = new ArrayList<>();
            bench.events.forEach(event -> kinds.add(event.getClass()));
            assertThat(kinds)
                    .contains(
                            ClientEvent.SyncStarted.class,
                            ClientEvent.SyncCompleted.class,
                            ClientEvent.SyncFailed.class,
                            ClientEvent.KeyChanged.class,
                            ClientEvent.MeshUpdated.class,
                            ClientEvent.ServerUnhealthy.class,
                            ClientEvent.ServerHealthy.class);
        }
    }

    @Test
    void a_listener_of_events_that_has_ended_is_told_no_more() {
        try (Bench bench = Bench.withOneServer()) {
            List<ClientEvent> told = new ArrayList<>();
            RealityClient.Registration registration = bench.client.onEvent(told::add);
            bench.client.sync(List.of("x"));
            int before = told.size();
            registration.close();
            registration.close();
            bench.client.sync(List.of("x"));

            assertThat(told).hasSize(before).isNotEmpty();
        }
    }

    @Test
    void statistics_count_what_has_happened() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.subscribe("x", fetcher.options());
            bench.settle();
            fetcher.fail("no");
            bench.pass(Duration.ofSeconds(1));
            fetcher.answer("data");
            bench.store.change("x");
            fetcher.answer("newer");
            bench.a.goDown();
            bench.client.mutate(Mutation.of(CompletableFuture::new).optimistic("x", String.class, shown -> shown));

            Statistics statistics = bench.client.statistics();
            assertThat(statistics.subscriptions()).isEqualTo(1);
            assertThat(statistics.keys()).isEqualTo(1);
            assertThat(statistics.requests()).isEqualTo(bench.a.requests.size()).isEqualTo(3);
            assertThat(statistics.failedRequests()).isEqualTo(1);
            assertThat(statistics.changes()).isEqualTo(2);
            assertThat(statistics.fetches()).isEqualTo(3);
            assertThat(statistics.failedFetches()).isEqualTo(1);
            assertThat(statistics.pendingUpdates()).isEqualTo(1);
        }
    }

    @Test
    void every_method_may_be_called_by_a_listener() {
        try (Bench bench = Bench.withOneServer()) {
            List<Object> answers = new ArrayList<>();
            bench.client.subscribe("x", Bench.versionAsText(), state -> {
                if (state instanceof State.Ready && answers.isEmpty()) {
                    answers.add(bench.client.state("x").orElseThrow());
                    answers.add(bench.client.version("x"));
                    answers.add(bench.client.statistics());
                    answers.add(bench.client.servers());
                    bench.client.sync(List.of("y")).thenAccept(answers::add);
                    bench.client.invalidate(List.of("z")).thenAccept(answers::add);
                    bench.client.subscribe("y", Bench.versionAsText(), answers::add);
                    bench.client.health().values().forEach(health -> health.thenAccept(answers::add));
                }
            });
            bench.settle();

            assertThat(answers).hasSize(8).doesNotContainNull();
        }
    }

    private static Throwable catchCause(CompletableFuture<?> failed) {
        try {
            failed.join();
            throw new AssertionError("it did not fail");
        } catch (CompletionException failure) {
            return failure.getCause();
        }
    }

    private static List<CompletableFuture<SyncResponse>> holdingShortRequests(Bench bench) {
        List<CompletableFuture<SyncResponse>> answers = new ArrayList<>();
        bench.a.behave(request -> {
            if (request.waitMillis() > 0) {
                return bench.a.proper(request);
            }
            CompletableFuture<SyncResponse> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        });
        return answers;
    }
}
