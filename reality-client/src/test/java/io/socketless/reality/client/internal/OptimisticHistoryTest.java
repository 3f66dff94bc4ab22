package io.socketless.reality.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.client.Mutation;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Overlapping mutations, failures, refetches and changes by others, in any order: what is shown is always the server's
 * state as
 * last fetched, plus what is pending; and in the end, the server's state.
 *
 * <p>The model is a set of names. A mutation adds one. The server takes it over at some moment between the call and the
 * answer,
 * or not at all; fetches return the set as it was when they began, and may arrive much later.
 */
class OptimisticHistoryTest {

    /** What may happen next; {@code which} chooses among those that it may happen to. */
    record Step(Kind kind, int which) {}

    enum Kind {
        MUTATE,
        SERVER_TAKES_IT,
        ANSWER_SUCCESS,
        ANSWER_FAILURE,
        OTHERS_CHANGE,
        FETCH_ARRIVES,
        FETCH_FAILS,
        TIME_PASSES,
        SYNC,
        SERVER_DOWN,
        SERVER_UP
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return Arbitraries.of(Kind.class)
                .flatMap(kind -> Arbitraries.integers().between(0, 7).map(which -> new Step(kind, which)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    @Property(tries = 2_000)
    void every_history_shows_the_server_state_plus_what_is_pending(@ForAll("histories") List<Step> history) {
        try (World world = new World()) {
            history.forEach(world::apply);
            world.settle();
        }
    }

    private record Running(String name, CompletableFuture<String> answer) {}

    private record Fetch(Set<String> asOf, CompletableFuture<Set<String>> answer) {}

    private static final class World implements AutoCloseable {
        private final Bench bench = Bench.withOneServer();
        private final Set<String> server = new TreeSet<>();
        private final List<Running> running = new ArrayList<>();
        private final List<Fetch> fetches = new ArrayList<>();
        private final Set<String> succeeded = new TreeSet<>();
        private final Set<String> failed = new TreeSet<>();
        private final Subscription<Set<String>> watching;
        private int names;

        private World() {
            watching = bench.client.subscribe("x", SubscriptionOptions.fetching(node -> {
                Fetch fetch = new Fetch(new TreeSet<>(server), new CompletableFuture<>());
                fetches.add(fetch);
                return fetch.answer;
            }));
            bench.settle();
        }

        private void apply(Step step) {
            switch (step.kind) {
                case MUTATE -> mutate();
                case SERVER_TAKES_IT -> pick(running, step).ifPresent(this::take);
                case ANSWER_SUCCESS ->
                    pick(running, step).ifPresent(mutation -> {
                        take(mutation);
                        running.remove(mutation);
                        succeeded.add(mutation.name);
                        mutation.answer.complete("done");
                    });
                case ANSWER_FAILURE ->
                    pick(running, step)
                            .filter(mutation -> !server.contains(mutation.name))
                            .ifPresent(mutation -> {
                                running.remove(mutation);
                                failed.add(mutation.name);
                                mutation.answer.completeExceptionally(new IllegalStateException("refused"));
                            });
                case OTHERS_CHANGE -> {
                    server.add("other" + names++);
                    bench.store.change("x");
                }
                case FETCH_ARRIVES ->
                    pick(fetches, step).ifPresent(fetch -> {
                        fetches.remove(fetch);
                        fetch.answer.complete(fetch.asOf);
                    });
                case FETCH_FAILS ->
                    pick(fetches, step).ifPresent(fetch -> {
                        fetches.remove(fetch);
                        fetch.answer.completeExceptionally(new IOException("no"));
                    });
                case TIME_PASSES -> bench.pass(Duration.ofSeconds(step.which));
                case SYNC -> watching.sync();
                case SERVER_DOWN -> bench.a.goDown();
                case SERVER_UP -> bench.a.behaveProperly();
                default -> throw new AssertionError(step);
            }
            check();
        }

        private void mutate() {
            String name = "mine" + names++;
            Running mutation = new Running(name, new CompletableFuture<>());
            running.add(mutation);
            bench.client.mutate(
                    Mutation.of(() -> mutation.answer).optimistic("x", Set.class, shown -> with(shown, name)));
        }

        private void take(Running mutation) {
            if (server.add(mutation.name)) {
                bench.store.change("x");
            }
        }

        /** Whatever is shown has every pending or confirmed mutation, no refused one, and nothing that was made up. */
        private void check() {
            watching.state().value().ifPresent(shown -> {
                assertThat(shown)
                        .containsAll(running.stream().map(Running::name).toList())
                        .containsAll(succeeded)
                        .noneMatch(failed::contains);
                Set<String> possible = new TreeSet<>(server);
                running.forEach(mutation -> possible.add(mutation.name));
                assertThat(possible).containsAll(shown);
            });
        }

        /** Everything ends well from now on, in the order in which it began. */
        private void settle() {
            bench.a.behaveProperly();
            while (!running.isEmpty()) {
                apply(new Step(Kind.ANSWER_SUCCESS, 0));
            }
            for (int round = 0; round < 20; round++) {
                while (!fetches.isEmpty()) {
                    apply(new Step(Kind.FETCH_ARRIVES, 0));
                }
                bench.pass(Duration.ofSeconds(40));
            }
            assertThat(watching.state()).isInstanceOf(State.Ready.class);
            assertThat(watching.state().value()).contains(server);
            assertThat(watching.state().snapshot().get().optimistic()).isFalse();
            assertThat(bench.client.statistics().pendingUpdates()).isZero();
        }

        private static <T> Optional<T> pick(List<T> from, Step step) {
            return from.isEmpty() ? Optional.empty() : Optional.of(from.get(step.which % from.size()));
        }

        private static Set<String> with(Set<?> shown, String name) {
            Set<String> more =
                    shown.stream().map(Object::toString).collect(Collectors.toCollection(LinkedHashSet::new));
            more.add(name);
            return more;
        }

        @Override
        public void close() {
            bench.close();
        }
    }
}
