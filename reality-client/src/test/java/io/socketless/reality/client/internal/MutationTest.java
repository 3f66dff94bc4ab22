package io.socketless.reality.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.client.Mutation;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.protocol.Hint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is shown while a change is under way. */
class MutationTest {

    private final Bench.Fetcher fetcher = new Bench.Fetcher();
    private final CompletableFuture<String> action = new CompletableFuture<>();

    @Test
    void an_update_is_shown_at_once_and_until_a_fetch_after_its_success_has_arrived() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = watch(bench);
            CompletableFuture<String> mutation = mutate(bench);
            assertThat(watching.state().value()).contains("server+mine");
            assertThat(watching.state().snapshot().get().optimistic()).isTrue();

            action.complete("done");
            assertThat(mutation.join()).isEqualTo("done");
            assertThat(watching.state().value()).contains("server+mine");
            fetcher.answer("server with mine");

            assertThat(watching.state().value()).contains("server with mine");
            assertThat(watching.state().snapshot().get().optimistic()).isFalse();
            assertThat(bench.a.requests.stream().anyMatch(request -> request.hint() == Hint.MUTATION))
                    .isTrue();
        }
    }

    @Test
    void a_fetch_that_began_before_the_success_does_not_confirm_the_update() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = watch(bench);
            mutate(bench);
            bench.store.change("x"); // somebody else's, whose fetch does not contain mine
            action.complete("done");
            fetcher.answer("theirs");
            assertThat(watching.state().value()).contains("theirs+mine");

            fetcher.answer("theirs and mine");
            assertThat(watching.state().value()).contains("theirs and mine");
            assertThat(bench.client.statistics().pendingUpdates()).isZero();
        }
    }

    @Test
    void an_update_is_taken_back_when_the_action_fails() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = watch(bench);
            CompletableFuture<String> mutation = mutate(bench);
            action.completeExceptionally(new IllegalStateException("refused"));

            assertThat(watching.state().value()).contains("server");
            assertThat(mutation).isCompletedExceptionally();
        }
    }

    @Test
    void a_newer_value_of_the_server_keeps_the_update_that_is_pending() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = watch(bench);
            mutate(bench);
            bench.store.change("x");
            fetcher.answer("newer");

            assertThat(watching.state().value()).contains("newer+mine");
        }
    }

    @Test
    void keys_are_invalidated_after_the_success_and_not_before() {
        try (Bench bench = Bench.withOneServer()) {
            long before = bench.store.version("x");
            CompletableFuture<String> mutation = bench.client
                    .mutate(Mutation.of(() -> action).invalidating("x"))
                    .toCompletableFuture();
            assertThat(bench.store.version("x")).isEqualTo(before);
            action.complete("done");

            assertThat(bench.store.version("x")).isNotEqualTo(before);
            assertThat(mutation).isCompletedWithValue("done");
        }
    }

    @Test
    void an_action_may_return_nothing() {
        try (Bench bench = Bench.withOneServer()) {
            CompletableFuture<Void> mutation = bench.client
                    .mutate(Mutation.of(() -> CompletableFuture.<Void>completedFuture(null)))
                    .toCompletableFuture();

            assertThat(mutation).isCompletedWithValue(null);
        }
    }

    @Test
    void an_action_or_an_update_that_throws_does_no_harm() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = watch(bench);
            CompletableFuture<String> mutation = bench.client
                    .mutate(Mutation.<String>of(() -> {
                                throw new IllegalStateException("thrown");
                            })
                            .optimistic("x", String.class, shown -> {
                                throw new IllegalStateException("not shown");
                            })
                            .optimistic("y", Integer.class, shown -> shown + 1))
                    .toCompletableFuture();

            assertThat(mutation).isCompletedExceptionally();
            assertThat(watching.state().value()).contains("server");
        }
    }

    @Test
    void an_update_of_another_type_leaves_the_value_as_it_is() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching = watch(bench);
            bench.client.mutate(Mutation.of(() -> action).optimistic("x", Integer.class, shown -> shown + 1));

            assertThat(watching.state().value()).contains("server");
        }
    }

    @Test
    void a_write_of_this_client_is_seen_by_it() {
        try (Bench bench = Bench.withOneServer()) {
            Subscription<String> watching =
                    bench.client.subscribe("x", Bench.versionAsText().live(false));
            bench.client.invalidate(List.of("x")).toCompletableFuture().join();

            assertThat(watching.state().value()).contains(Long.toString(bench.store.version("x")));
        }
    }

    private Subscription<String> watch(Bench bench) {
        Subscription<String> watching = bench.client.subscribe("x", fetcher.options());
        bench.pass(Duration.ofMillis(100));
        fetcher.answer("server");
        return watching;
    }

    private CompletableFuture<String> mutate(Bench bench) {
        return bench.client
                .mutate(Mutation.of(() -> action).optimistic("x", String.class, shown -> shown + "+mine"))
                .toCompletableFuture();
    }
}
