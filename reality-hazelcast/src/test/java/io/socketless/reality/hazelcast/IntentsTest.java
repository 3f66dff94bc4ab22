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

/** Notes of what nodes are about to publish, when nodes come, go and die. */
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
    void a_note_is_owned_by_another_member() {
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
    void what_a_node_that_dies_has_noted_is_published_by_another_at_once() {
        RealityStore a = Cluster.openOn(first, MAP, "a");
        try (RealityStore b = Cluster.openOn(second, MAP, "b")) {
            log(a).record(changes("k", "l"));

            first.getLifecycleService().terminate();

            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(b.read(Set.of("k", "l")).values())
                            .allSatisfy(node -> assertThat(node.source()).isEqualTo(GONE)));
        }
    }

    @Test
    void what_a_node_that_leaves_has_noted_is_published_by_another() {
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
    void a_note_of_a_node_that_is_there_is_left_alone_however_old_it_is() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");
        a.intents.record(changes("k"));

        b.look();
        b.pass(Duration.ofDays(1));
        a.look();
        b.look();

        assertThat(a.published).isEmpty();
        assertThat(b.published).isEmpty();
        assertThat(b.map.keySet()).hasSize(1);
    }

    @Test
    void a_note_that_is_withdrawn_is_removed_and_never_published() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");

        a.intents.record(changes("k")).withdraw();
        await().until(b.map::isEmpty);
        a.roster.leave();
        b.look();

        assertThat(b.published).isEmpty();
    }

    @Test
    void a_note_of_a_node_that_is_gone_is_published_again_until_no_commit_can_be_on_its_way() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");
        a.intents.record(changes("k"));
        a.roster.leave();

        List<Integer> seconds = new ArrayList<>();
        for (int second = 0; second <= 400; second++) {
            b.look();
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
    void a_look_is_due_only_when_a_note_is_to_be_published_again() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");
        a.intents.record(changes("k"));
        b.look();
        assertThat(b.intents.due()).isFalse();

        a.roster.leave();
        b.look();
        assertThat(b.intents.due()).isFalse();
        b.pass(Duration.ofSeconds(1));

        assertThat(b.intents.due()).isTrue();
    }

    @Test
    void one_of_the_nodes_that_are_left_publishes() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");
        Reader c = new Reader(second, "c");
        a.intents.record(changes("k"));
        a.roster.leave();

        b.look();
        c.look();

        assertThat(List.of(b.published.size(), c.published.size())).containsExactlyInAnyOrder(0, 1);
    }

    @Test
    void a_node_that_was_started_again_publishes_what_it_left_behind() throws Exception {
        Reader before = new Reader(first, "a");
        before.intents.record(changes("k"));
        before.roster.leave();

        Reader after = new Reader(first, "a");
        after.look();

        assertThat(after.published).containsExactly(List.of("k"));
    }

    @Test
    void a_note_that_could_not_be_published_stays_and_is_tried_again() throws Exception {
        Reader a = new Reader(first, "a");
        Reader b = new Reader(second, "b");
        a.intents.record(changes("k"));
        a.roster.leave();
        b.failing = true;

        assertThatThrownBy(b::look).isInstanceOf(RealityUnavailableException.class);
        b.pass(Duration.ofDays(1));
        assertThatThrownBy(b::look).isInstanceOf(RealityUnavailableException.class);
        assertThat(b.map.keySet()).hasSize(1);
        b.failing = false;
        b.look();

        assertThat(b.published).containsExactly(List.of("k"));
    }

    @Test
    void a_note_that_is_handed_over_is_published_once_and_removed() throws Exception {
        Reader a = new Reader(first, "a");
        Intent intent = a.intents.record(changes("k"));

        intent.handOver();
        a.look();
        a.look();

        assertThat(a.published).containsExactly(List.of("k"));
        assertThat(a.map.keySet()).isEmpty();
    }

    @Test
    void the_notes_of_several_transactions_share_one_publication() throws Exception {
        Reader a = new Reader(first, "a");
        a.intents.record(changes("k", "l")).handOver();
        a.intents.record(changes("l", "m")).handOver();

        a.look();

        assertThat(a.published).hasSize(1);
        assertThat(a.published.get(0)).containsExactlyInAnyOrder("k", "l", "m");
    }

    @Test
    void a_note_of_a_later_release_is_left_to_a_node_that_can_read_it() throws Exception {
        Reader a = new Reader(first, "a");
        a.map.set("another:1", new byte[] {99, 1, 2, 3});
        a.intents.record(changes("k")).handOver();

        a.look();

        assertThat(a.published).containsExactly(List.of("k"));
        assertThat(a.map.keySet()).containsExactly("another:1");
    }

    @Test
    void a_node_that_has_not_announced_itself_takes_nobody_for_gone() throws Exception {
        Reader a = new Reader(first, "a");
        a.intents.record(changes("k"));
        Reader unannounced = new Reader(second, "b", false);

        unannounced.look();

        assertThat(unannounced.published).isEmpty();
    }

    @Test
    void noting_fails_when_the_instance_has_ended() {
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

    /** The notes as one node sees them, with its own clock and without a store. */
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

        void look() throws InterruptedException {
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
