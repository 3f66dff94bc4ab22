package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import io.socketless.reality.spi.IntentLog;
import io.socketless.reality.spi.RealityStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Intents when nodes join, leave and die. */
class IntentsTest {

    private static final String MAP = "reality";
    private static final String GONE = "the node that died";

    private final Cluster cluster = new Cluster();
    private final HazelcastInstance first = cluster.start();
    private final HazelcastInstance second = cluster.start();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void an_intent_is_owned_by_another_member() {
        await().until(() -> first.getPartitionService().isClusterSafe());
        Reader a = new Reader(first, "a");

        for (int i = 0; i < 30; i++) {
            a.intents.record(changes("k"));
        }

        assertThat(a.map.keySet()).hasSize(30).allSatisfy(key -> assertThat(
                        first.getPartitionService().getPartition(key).getOwner())
                .isEqualTo(second.getCluster().getLocalMember()));
    }

    @Test
    void the_intents_of_a_node_that_dies_are_published_at_once() {
        RealityStore a = Cluster.openOn(first, MAP, "a");
        try (RealityStore b = Cluster.openOn(second, MAP, "b")) {
            log(a).record(changes("k", "l"));

            first.getLifecycleService().terminate();

            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(b.read(Set.of("k", "l")).values())
                            .allSatisfy(state -> assertThat(state.source()).isEqualTo(GONE)));
        }
    }

    @Test
    void the_intents_of_a_node_that_leaves_are_published() {
        try (RealityStore b = Cluster.openOn(second, MAP, "b")) {
            try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
                log(a).record(changes("k"));
            }

            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() ->
                            assertThat(b.read(Set.of("k")).get("k").source()).isEqualTo(GONE));
        }
    }

    @Test
    void an_intent_of_a_running_node_is_kept_however_old_it_is() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");
        a.intents.record(changes("k"));

        b.recheck();
        b.pass(Duration.ofDays(1));
        a.recheck();
        b.recheck();

        assertThat(a.published).isEmpty();
        assertThat(b.published).isEmpty();
        assertThat(b.map.keySet()).hasSize(1);
    }

    @Test
    void a_withdrawn_intent_is_removed_and_never_published() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");

        a.intents.record(changes("k")).withdraw();
        await().until(b.map::isEmpty);
        a.roster.leave();
        b.recheck();

        assertThat(b.published).isEmpty();
    }

    @Test
    void an_intent_of_a_dead_node_is_published_until_no_commit_can_be_pending() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");
        a.intents.record(changes("k"));
        a.roster.leave();

        List<Integer> seconds = new ArrayList<>();
        for (int second = 0; second <= 400; second++) {
            b.recheck();
            if (!b.published.isEmpty()) {
                assertThat(b.published).containsExactly(List.of("k"));
                seconds.add(second);
                b.published.clear();
            }
            b.pass(Duration.ofSeconds(1));
        }

        assertThat(seconds).containsExactly(0, 1, 5, 21, 85, 300);
        assertThat(b.map.keySet()).isEmpty();
    }

    @Test
    void a_recheck_is_due_when_an_intent_must_be_published_again() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");
        a.intents.record(changes("k"));
        b.recheck();
        assertThat(b.intents.due()).isFalse();

        a.roster.leave();
        b.recheck();
        assertThat(b.intents.due()).isFalse();
        b.pass(Duration.ofSeconds(1));

        assertThat(b.intents.due()).isTrue();
    }

    @Test
    void one_of_the_remaining_nodes_publishes() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");
        Reader c = new Reader(second, "c");
        a.intents.record(changes("k"));
        a.roster.leave();

        b.recheck();
        c.recheck();

        assertThat(List.of(b.published.size(), c.published.size())).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void a_restarted_node_publishes_the_intents_of_its_last_start() throws Exception {
        Reader before = new Reader(first, "a");
        before.intents.record(changes("k"));
        before.roster.leave();

        Reader after = new Reader(first, "a");
        after.recheck();

        assertThat(after.published).containsExactly(List.of("k"));
    }

    @Test
    void an_intent_whose_publication_fails_is_tried_again() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");
        a.intents.record(changes("k"));
        a.roster.leave();
        b.failing = true;

        assertThatThrownBy(b::recheck).isInstanceOf(RealityUnavailableException.class);
        b.pass(Duration.ofDays(1));
        assertThatThrownBy(b::recheck).isInstanceOf(RealityUnavailableException.class);
        assertThat(b.map.keySet()).hasSize(1);
        b.failing = false;
        b.recheck();

        assertThat(b.published).containsExactly(List.of("k"));
    }

    @Test
    void an_intent_that_is_handed_over_is_published_once_and_removed() throws Exception {
        Reader a = new Reader(first, "a");
        Intent intent = a.intents.record(changes("k"));

        intent.handOver();
        a.recheck();
        a.recheck();

        assertThat(a.published).containsExactly(List.of("k"));
        assertThat(a.map.keySet()).isEmpty();
    }

    @Test
    void the_intents_of_several_transactions_share_one_publication() throws Exception {
        Reader a = new Reader(first, "a");
        a.intents.record(changes("k", "l")).handOver();
        a.intents.record(changes("l", "m")).handOver();

        a.recheck();

        assertThat(a.published).hasSize(1);
        assertThat(a.published.get(0)).containsExactlyInAnyOrder("k", "l", "m");
    }

    @Test
    void an_intent_of_a_later_release_is_kept_for_a_node_of_that_release() throws Exception {
        Reader a = new Reader(first, "a");
        a.map.set("another:1", new byte[] {99, 1, 2, 3});
        a.intents.record(changes("k")).handOver();

        a.recheck();

        assertThat(a.published).containsExactly(List.of("k"));
        assertThat(a.map.keySet()).containsExactly("another:1");
    }

    @Test
    void a_node_outside_the_roster_publishes_for_no_other_node() throws Exception {
        Reader a = new Reader(first, "a");
        a.intents.record(changes("k"));
        Reader unannounced = new Reader(second, "b", false);

        unannounced.recheck();

        assertThat(unannounced.published).isEmpty();
    }

    @Test
    void recording_fails_if_the_instance_has_ended() {
        Reader a = new Reader(first, "a");
        first.getLifecycleService().terminate();

        assertThatThrownBy(() -> a.intents.record(changes("k"))).isInstanceOf(RealityUnavailableException.class);
    }

    private static IntentLog log(RealityStore store) {
        return store.intents().orElseThrow();
    }

    private static List<Change> changes(String... keys) {
        return IntStream.range(0, keys.length)
                .mapToObj(i -> Change.invalidate(keys[i], GONE))
                .toList();
    }

    /** The intents as one node sees them, with its own clock and without a store. */
    private static final class Reader {

        final IMap<String, byte[]> map;
        final Roster roster;
        final Intents intents;
        final List<Collection<String>> published = new ArrayList<>();
        boolean failing;
        private final boolean announced;
        private long nanoTime = Long.MAX_VALUE - 1; // as any other number, it may wrap around

        Reader(HazelcastInstance instance, String name) {
            this(instance, name, true);
        }

        Reader(HazelcastInstance instance, String name, boolean announced) {
            Topology topology = new Topology(instance);
            map = instance.getMap(MAP + MapShape.INTENTS);
            roster = new Roster(instance.getMap(MAP + "-nodes"), topology, name);
            intents = new Intents(map, topology, roster, this::publish, () -> nanoTime);
            this.announced = announced;
            if (announced) {
                roster.refresh();
            }
        }

        void recheck() throws InterruptedException {
            if (announced) {
                roster.refresh();
            }
            intents.recheck(() -> {});
        }

        void pass(Duration time) {
            nanoTime += TimeUnit.NANOSECONDS.convert(time);
        }

        private void publish(Collection<Change> changes) {
            if (failing) {
                throw new RealityUnavailableException("No");
            }
            published.add(changes.stream().map(Change::key).toList());
        }
    }
}
