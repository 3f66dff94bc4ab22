package io.socketless.reality.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.client.Mutation;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Statistics;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * A day in the life of a client: servers that come and go, keys that change, subscriptions that are made and closed.
 */
class LongRunTest {

    private static final int KEYS = 50;

    @Test
    void after_24_hours_a_client_is_as_small_and_as_current_as_after_one() {
        try (Bench bench = Bench.withTwoServers()) {
            Random random = new Random(7);
            List<Subscription<String>> lasting = IntStream.range(0, KEYS)
                    .mapToObj(index -> bench.client.subscribe("key:" + index, options(random)))
                    .toList();
            Deque<Subscription<String>> passing = new ArrayDeque<>();
            List<WeakReference<Object>> gone = new ArrayList<>();
            int pendingAfterAnHour = 0;
            for (int minute = 0; minute < 24 * 60; minute++) {
                if (minute % 7 == 0) {
                    (random.nextBoolean() ? bench.a : bench.b).goDown();
                } else if (minute % 7 == 3) {
                    bench.a.behaveProperly();
                    bench.b.behaveProperly();
                }
                bench.store.change("key:" + random.nextInt(KEYS));
                passing.add(bench.client.subscribe("passing:" + minute, options(random)));
                if (passing.size() > 20) {
                    Subscription<String> oldest = passing.remove();
                    oldest.close();
                    gone.add(new WeakReference<>(oldest));
                }
                gone.add(new WeakReference<>(bench.client.sync(List.of("never-watched:" + minute))));
                Mutation<String> mutation = Mutation.of(() -> CompletableFuture.completedFuture("done"))
                        .optimistic("key:" + random.nextInt(KEYS), String.class, shown -> shown + "+");
                gone.add(new WeakReference<>(bench.client.mutate(mutation)));
                gone.add(new WeakReference<>(mutation));
                gone.add(new WeakReference<>(bench.client.invalidate(List.of())));
                bench.pass(Duration.ofMinutes(1));
                bench.events.clear();
                bench.a.requests.clear();
                bench.b.requests.clear();
                if (minute == 60) {
                    pendingAfterAnHour = bench.timer.pending();
                }
            }
            bench.a.behaveProperly();
            bench.b.behaveProperly();
            passing.forEach(Subscription::close);
            passing.clear();
            bench.pass(Duration.ofMinutes(5));

            for (int index = 0; index < KEYS; index++) {
                assertThat(lasting.get(index).state()).isInstanceOf(State.Ready.class);
                assertThat(lasting.get(index).state().value())
                        .contains(Long.toString(bench.store.version("key:" + index)));
            }
            Statistics statistics = bench.client.statistics();
            assertThat(statistics.subscriptions()).isEqualTo(KEYS);
            assertThat(statistics.keys()).isEqualTo(KEYS);
            assertThat(statistics.pendingUpdates()).isZero();
            assertThat(bench.timer.pending()).isLessThanOrEqualTo(pendingAfterAnHour);
            assertThat(bench.a.held.size() + bench.b.held.size()).isEqualTo(1);
            assertThat(gone).hasSizeGreaterThan(5_000);
            Awaitility.await().untilAsserted(() -> {
                System.gc();
                assertThat(gone).allMatch(each -> each.get() == null);
            });
        }
    }

    @Test
    void versions_of_keys_that_nobody_watches_are_remembered_for_ten_thousand_keys_and_no_more() {
        try (Bench bench = Bench.withOneServer()) {
            bench.client.sync(List.of("first"));
            assertThat(bench.client.version("first")).isEqualTo(1);
            for (int thousand = 0; thousand < 10; thousand++) {
                int begin = thousand * 1_000;
                bench.client.sync(IntStream.range(begin, begin + 1_000)
                        .mapToObj(index -> "key:" + index)
                        .toList());
            }

            assertThat(bench.client.version("first")).isZero();
            assertThat(bench.client.version("key:0")).isEqualTo(1);
        }
    }

    /** Fetches that fail now and then. */
    private static SubscriptionOptions<String> options(Random random) {
        return SubscriptionOptions.fetching(node -> random.nextInt(10) == 0
                ? CompletableFuture.failedFuture(new IOException("now and then"))
                : CompletableFuture.completedFuture(Long.toString(node.version())));
    }
}
