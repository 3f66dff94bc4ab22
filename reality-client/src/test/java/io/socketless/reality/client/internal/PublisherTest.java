package io.socketless.reality.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.client.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.Test;

/** The data of a key as a stream. */
class PublisherTest {

    @Test
    void a_subscriber_that_is_slow_gets_the_latest_value_and_not_those_in_between() {
        try (Bench bench = Bench.withOneServer()) {
            Collector collector = new Collector();
            bench.client.publisher("x", Bench.versionAsText()).subscribe(collector);
            bench.settle();
            bench.store.change("x");
            bench.store.change("x");
            long last = bench.store.change("x");
            assertThat(collector.values).isEmpty();
            collector.subscription.request(1);
            assertThat(collector.values).containsExactly(Long.toString(last));
            collector.subscription.request(5);
            assertThat(collector.values).hasSize(1);
            long next = bench.store.change("x");

            assertThat(collector.values).containsExactly(Long.toString(last), Long.toString(next));
        }
    }

    @Test
    void a_cancelled_stream_watches_no_more() {
        try (Bench bench = Bench.withOneServer()) {
            Collector collector = new Collector();
            bench.client.publisher("x", Bench.versionAsText()).subscribe(collector);
            bench.settle();
            collector.subscription.cancel();

            assertThat(bench.client.statistics().subscriptions()).isZero();
            assertThat(bench.a.held).isEmpty();
        }
    }

    @Test
    void a_stream_completes_with_its_client() {
        Bench bench = Bench.withOneServer();
        Collector collector = new Collector();
        bench.client.publisher("x", Bench.versionAsText()).subscribe(collector);
        bench.client.close();

        assertThat(collector.ended).isEqualTo("complete");
    }

    @Test
    void a_stream_of_a_key_that_may_not_be_watched_fails() {
        try (Bench bench = Bench.withOneServer()) {
            bench.a.denied.add("x");
            Collector collector = new Collector();
            bench.client.publisher("x", Bench.versionAsText()).subscribe(collector);
            bench.settle();

            assertThat(collector.ended).contains("may not watch");
            assertThat(bench.client.statistics().subscriptions()).isZero();
        }
    }

    @Test
    void a_subscriber_that_throws_is_told_no_more_and_watches_no_more() {
        try (Bench bench = Bench.withOneServer()) {
            Collector collector = new Collector() {
                @Override
                public void onNext(Snapshot<String> snapshot) {
                    super.onNext(snapshot);
                    throw new IllegalStateException("mine");
                }
            };
            bench.client.publisher("x", Bench.versionAsText()).subscribe(collector);
            collector.subscription.request(10);
            bench.settle();
            bench.store.change("x");

            assertThat(collector.values).hasSize(1);
            assertThat(bench.client.statistics().subscriptions()).isZero();
        }
    }

    private static class Collector implements Flow.Subscriber<Snapshot<String>> {
        private final List<String> values = new ArrayList<>();
        private Flow.Subscription subscription;
        private String ended;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onNext(Snapshot<String> snapshot) {
            values.add(snapshot.value());
        }

        @Override
        public void onError(Throwable failure) {
            ended = failure.getMessage();
        }

        @Override
        public void onComplete() {
            ended = "complete";
        }
    }
}
