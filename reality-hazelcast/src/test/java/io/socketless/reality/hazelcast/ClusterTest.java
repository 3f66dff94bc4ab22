package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Peer;
import io.socketless.reality.spi.Peer.Health;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.StoreListener;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Versions when members join, leave and die. */
class ClusterTest {

    private static final Set<String> KEYS =
            IntStream.range(0, 400).mapToObj(i -> "key" + i).collect(Collectors.toSet());
    private static final String MAP = "reality";

    private Cluster cluster = new Cluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void a_member_that_joins_changes_no_version() {
        HazelcastInstance first = cluster.start();
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            Map<String, KeyState> before = halfWritten(a);

            HazelcastInstance second = cluster.start();
            awaitBalance(first, 2);

            assertThat(a.read(KEYS)).isEqualTo(before);
            try (RealityStore b = Cluster.openOn(second, MAP, "a")) {
                assertThat(b.read(KEYS)).isEqualTo(before);
            }
        }
    }

    @Test
    void a_floor_is_bound_to_the_new_owner_of_its_partition() {
        HazelcastInstance first = cluster.start();
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            halfWritten(a);
            cluster.start();
            awaitBalance(first, 2);

            await().untilAsserted(() -> assertThat(unbound(first)).isEmpty());
        }
    }

    @Test
    void the_death_of_an_owner_raises_the_versions_of_the_keys_it_owned_only() {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        awaitBalance(first, 2);
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            Map<String, KeyState> before = halfWritten(a);
            Set<String> ofSecond = ownedBy(second);

            second.getLifecycleService().terminate();
            awaitMembers(first, 1);

            Map<String, KeyState> after = a.read(KEYS);
            assertThat(moved(before, after)).isEqualTo(ofSecond).isNotEmpty();
            assertThat(after).allSatisfy((key, state) -> assertThat(state.hash())
                    .as(key)
                    .matches(hash -> !ofSecond.contains(key)
                            || !hash.equals(before.get(key).hash())));
        }
    }

    @Test
    void without_backups_a_death_loses_entries_but_no_version_is_reused() {
        cluster = new Cluster(0);
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        awaitBalance(first, 2);
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            Map<String, KeyState> before = halfWritten(a);
            Set<String> ofSecond = ownedBy(second);

            second.getLifecycleService().terminate();
            awaitMembers(first, 1);

            Map<String, KeyState> lost = a.read(KEYS);
            assertThat(moved(before, lost)).isEqualTo(ofSecond);
            Map<String, KeyState> rewritten = a.write(
                    ofSecond.stream().map(key -> Change.update(key, "h", "s")).toList());
            assertThat(rewritten).allSatisfy((key, state) -> assertThat(state.version())
                    .isGreaterThan(lost.get(key).version())
                    .isGreaterThan(before.get(key).version()));
        }
    }

    @Test
    void the_death_of_a_member_with_migrated_partitions_raises_their_versions() {
        HazelcastInstance first = cluster.start();
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            Map<String, KeyState> before = halfWritten(a);
            HazelcastInstance second = cluster.start();
            awaitBalance(first, 2);
            Set<String> ofSecond = ownedBy(second);

            second.getLifecycleService().terminate();
            awaitMembers(first, 1);

            assertThat(moved(before, a.read(KEYS))).containsAll(ofSecond).isNotEmpty();
        }
    }

    @Test
    void a_death_raises_versions_even_if_the_floor_names_a_living_former_owner() {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        awaitBalance(first, 2);
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            Map<String, KeyState> before = halfWritten(a);
            Set<String> ofSecond = ownedBy(second);
            // As if the binding to the second had never reached the backup on the first.
            bindTo(first, ofSecond);
            second.getLifecycleService().terminate();
            awaitMembers(first, 1);

            assertThat(moved(before, a.read(KEYS))).containsAll(ofSecond);
        }
    }

    @Test
    void writes_acknowledged_while_members_die_are_reported() throws Exception {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        HazelcastInstance third = cluster.start();
        awaitBalance(first, 3);
        try (RealityStore a = Cluster.openOn(first, MAP, "a");
                RealityStore b = Cluster.openOn(second, MAP, "b")) {
            Map<String, Long> acknowledged = new ConcurrentHashMap<>();
            AtomicBoolean go = new AtomicBoolean(true);
            AtomicInteger writes = new AtomicInteger();
            Thread writer = new Thread(() -> {
                for (int i = 0; go.get(); i++) {
                    String key = "key" + (i % 50);
                    try {
                        acknowledged.put(
                                key,
                                a.write(List.of(Change.invalidate(key, "s")))
                                        .get(key)
                                        .version());
                        writes.incrementAndGet();
                    } catch (RealityUnavailableException open) {
                        // Neither confirmed nor denied.
                    }
                }
            });
            writer.start();
            await().until(() -> writes.get() > 100);

            third.getLifecycleService().terminate();
            int then = writes.get();
            await().atMost(Duration.ofSeconds(30)).until(() -> writes.get() > then + 100);
            go.set(false);
            writer.join();

            for (RealityStore store : List.of(a, b)) {
                assertThat(store.read(acknowledged.keySet())).allSatisfy((key, state) -> assertThat(state.version())
                        .isGreaterThanOrEqualTo(acknowledged.get(key)));
            }
        }
    }

    @Test
    void after_a_restart_of_all_members_every_version_is_new_and_higher() throws Exception {
        Map<String, String> embedded = Map.of("reality.hazelcast.instance", "embedded");
        Map<String, KeyState> before;
        try (RealityStore a = cluster.open(embedded, "a");
                RealityStore b = cluster.open(embedded, "b")) {
            before = halfWritten(a);
            assertThat(b.read(Set.of("key0"))).hasSize(1);
        }
        try (RealityStore a = cluster.open(embedded, "a")) {
            assertThat(a.read(KEYS)).allSatisfy((key, state) -> {
                assertThat(state.version()).isGreaterThan(before.get(key).version());
                assertThat(state.exists()).isFalse();
            });
        }
    }

    @Test
    void a_member_that_shuts_down_loses_no_entry() {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        awaitBalance(first, 2);
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            Map<String, KeyState> before = halfWritten(a);

            second.shutdown();
            awaitMembers(first, 1);

            assertThat(a.read(KEYS)).allSatisfy((key, state) -> {
                assertThat(state.exists()).isEqualTo(before.get(key).exists());
                assertThat(state.version())
                        .isGreaterThanOrEqualTo(before.get(key).version());
            });
        }
    }

    @Test
    void a_death_that_no_node_saw_is_detected_from_the_floor() {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        awaitBalance(first, 2);
        Map<String, KeyState> before;
        Set<String> ofSecond = ownedBy(second);
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            before = halfWritten(a);
        }

        second.getLifecycleService().terminate();
        awaitMembers(first, 1);

        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            assertThat(moved(before, a.read(KEYS))).isEqualTo(ofSecond);
        }
    }

    @Test
    void after_two_clusters_have_merged_every_version_is_new_to_either_side() {
        HazelcastInstance first = cluster.start(List.of("127.0.0.1:" + cluster.port));
        HazelcastInstance second = cluster.start(List.of("127.0.0.1:" + (cluster.port + 1)));
        try (RealityStore a = Cluster.openOn(first, MAP, "a");
                RealityStore b = Cluster.openOn(second, MAP, "b")) {
            Map<String, KeyState> ofFirst = halfWritten(a);
            Map<String, KeyState> ofSecond = halfWritten(b);

            List.of(first, second).forEach(member -> member.getConfig()
                    .getNetworkConfig()
                    .getJoin()
                    .getTcpIpConfig()
                    .addMember("127.0.0.1:" + cluster.port)
                    .addMember("127.0.0.1:" + (cluster.port + 1)));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> first.getCluster().getMembers().size() == 2
                            && second.getCluster().getMembers().size() == 2);

            await().atMost(Duration.ofSeconds(20)).ignoreExceptions().untilAsserted(() -> {
                for (RealityStore store : List.of(a, b)) {
                    Map<String, KeyState> now = store.read(KEYS);
                    assertThat(moved(ofFirst, now)).isEqualTo(KEYS);
                    assertThat(moved(ofSecond, now)).isEqualTo(KEYS);
                }
            });
        }
    }

    @Test
    void nodes_that_start_at_the_same_time_form_one_cluster() throws Exception {
        ExecutorService starters = Executors.newFixedThreadPool(3);
        try {
            List<Future<HazelcastInstance>> starting = IntStream.range(0, 3)
                    .mapToObj(i -> starters.submit(() -> cluster.start()))
                    .toList();
            for (Future<HazelcastInstance> start : starting) {
                HazelcastInstance member = start.get(60, TimeUnit.SECONDS);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> member.getCluster().getMembers().size() == 3);
            }
        } finally {
            starters.shutdownNow();
        }
    }

    @Test
    void after_a_merge_every_version_is_new() {
        HazelcastInstance first = cluster.start();
        try (HazelcastStore a = Cluster.openOn(first, MAP, "a")) {
            Map<String, KeyState> before = halfWritten(a);

            a.clustersMerged();

            assertThat(moved(before, a.read(KEYS))).isEqualTo(KEYS);
        }
    }

    @Test
    void a_raise_is_made_once_and_holds_for_all_nodes() {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        HazelcastInstance third = cluster.start();
        awaitBalance(first, 3);
        try (RealityStore a = Cluster.openOn(first, MAP, "x");
                RealityStore b = Cluster.openOn(second, MAP, "x")) {
            halfWritten(a);

            third.getLifecycleService().terminate();
            awaitMembers(first, 2);
            awaitMembers(second, 2);
            awaitBalance(first, 2);

            Map<String, KeyState> after = a.read(KEYS);
            assertThat(b.read(KEYS)).isEqualTo(after);
            assertThat(a.read(KEYS)).isEqualTo(after);
        }
    }

    @Test
    void a_listener_on_another_node_is_notified_of_changes_and_of_a_death() {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        HazelcastInstance third = cluster.start();
        awaitBalance(first, 3);
        Set<KeyState> notified = ConcurrentHashMap.newKeySet();
        AtomicInteger uncertain = new AtomicInteger();
        try (RealityStore a = Cluster.openOn(first, MAP, "a");
                RealityStore b = Cluster.openOn(second, MAP, "b")) {
            b.listen(new StoreListener() {
                @Override
                public void changed(KeyState state) {
                    notified.add(state);
                }

                @Override
                public void uncertain() {
                    uncertain.incrementAndGet();
                }
            });

            KeyState updated = a.write(List.of(Change.update("k", "h", "s"))).get("k");
            KeyState deleted = a.write(List.of(Change.delete("k", "s"))).get("k");
            await().untilAsserted(() -> assertThat(notified).contains(updated, deleted));

            int before = uncertain.get();
            third.getLifecycleService().terminate();
            await().untilAsserted(() -> assertThat(uncertain.get()).isGreaterThan(before));
        }
    }

    @Test
    void a_removed_floor_is_created_again_above_everything() {
        HazelcastInstance first = cluster.start();
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            Map<String, KeyState> before = halfWritten(a);

            first.getMap(MAP).clear();

            assertThat(a.read(KEYS)).allSatisfy((key, state) -> assertThat(state.version())
                    .isGreaterThan(before.get(key).version()));
        }
    }

    @Test
    void nodes_are_peers_until_they_leave() {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        try (RealityStore a = Cluster.openOn(first, MAP, "same name");
                RealityStore b = Cluster.openOn(second, MAP, "same name")) {
            await().untilAsserted(() -> assertThat(a.peers()).containsExactly(new Peer("same name", Health.HEALTHY)));
            await().untilAsserted(() -> assertThat(b.peers()).containsExactly(new Peer("same name", Health.HEALTHY)));

            second.getLifecycleService().terminate();
            await().untilAsserted(() -> assertThat(a.peers()).containsExactly(new Peer("same name", Health.UNHEALTHY)));
        }
    }

    @Test
    void a_closed_node_is_not_a_peer() {
        HazelcastInstance first = cluster.start();
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            try (RealityStore b = Cluster.openOn(first, MAP, "b")) {
                await().untilAsserted(() -> assertThat(a.peers()).hasSize(1));
                assertThat(b.read(Set.of("k"))).hasSize(1);
            }
            await().untilAsserted(() -> assertThat(a.peers()).isEmpty());
        }
    }

    @Test
    void with_fewer_members_than_the_quorum_nothing_is_answered() {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        awaitBalance(first, 2);
        Attachment attachment = new Attachment(first, () -> {});
        try (RealityStore a =
                HazelcastStore.open(attachment, MAP, 2, Bounds.DEFAULTS, Cluster.identity("a"), Clock.systemUTC())) {
            a.write(List.of(Change.invalidate("k", "s")));

            second.getLifecycleService().terminate();
            awaitMembers(first, 1);

            assertThatThrownBy(() -> a.read(Set.of("k")))
                    .isInstanceOf(RealityUnavailableException.class)
                    .hasMessageContaining("quorum");
            assertThatThrownBy(() -> a.write(List.of(Change.invalidate("k", "s"))))
                    .isInstanceOf(RealityUnavailableException.class);

            cluster.start();
            await().ignoreExceptions()
                    .untilAsserted(() -> assertThat(a.read(Set.of("k"))).hasSize(1));
        }
    }

    @Test
    void with_a_quorum_a_write_is_confirmed_once_a_member_that_left_cannot_answer() {
        HazelcastInstance first = cluster.start();
        cluster.start();
        HazelcastInstance third = cluster.start();
        awaitBalance(first, 3);
        Attachment attachment = new Attachment(first, () -> {});
        try (RealityStore a =
                HazelcastStore.open(attachment, MAP, 2, Bounds.DEFAULTS, Cluster.identity("a"), Clock.systemUTC())) {
            a.write(List.of(Change.invalidate("k", "s")));

            third.getLifecycleService().terminate();
            awaitMembers(first, 2);
            long seen = System.nanoTime();
            a.read(KEYS);
            a.write(List.of(Change.invalidate("k", "s")));

            // It saw the loss up to a step of the lease before this test did.
            assertThat(Duration.ofNanos(System.nanoTime() - seen)).isGreaterThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void a_node_that_starts_without_a_quorum_waits_for_members_to_join() throws Exception {
        Map<String, String> settings =
                Map.of("reality.hazelcast.instance", "embedded", "reality.hazelcast.quorum", "2");
        try (RealityStore a = cluster.open(settings, "a")) {
            assertThatThrownBy(() -> a.read(Set.of("k")))
                    .isInstanceOf(RealityUnavailableException.class)
                    .hasMessageContaining("quorum");

            try (RealityStore b = cluster.open(settings, "b")) {
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(a.read(Set.of("k"))).hasSize(1));
                await().ignoreExceptions()
                        .untilAsserted(() -> assertThat(b.read(Set.of("k"))).hasSize(1));
            }
        }
    }

    @Test
    void an_entry_of_another_release_is_not_misread() {
        HazelcastInstance first = cluster.start();
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            first.<String, byte[]>getMap(MAP).set("k", new byte[] {99, 1, 2, 3});

            assertThatThrownBy(() -> a.read(Set.of("k"))).isInstanceOf(RealityUnavailableException.class);
            assertThat(a.read(Set.of("other"))).hasSize(1);
        }
    }

    @Test
    void a_store_whose_instance_is_gone_is_unavailable_and_closes_at_once() {
        HazelcastInstance first = cluster.start();
        try (RealityStore a = Cluster.openOn(first, MAP, "a")) {
            first.getLifecycleService().terminate();

            assertThatThrownBy(() -> a.read(Set.of("k")))
                    .isInstanceOf(RealityUnavailableException.class)
                    .hasMessageNotContainingAny("com.hazelcast", "127.0.0.1");
            assertThatThrownBy(() -> a.write(List.of(Change.invalidate("k", "s"))))
                    .isInstanceOf(RealityUnavailableException.class);
        }
    }

    /** Writes half of the keys and deletes a few; the rest stays absent. */
    private static Map<String, KeyState> halfWritten(RealityStore store) {
        store.write(KEYS.stream()
                .filter(key -> key.hashCode() % 2 == 0)
                .map(key -> Change.update(key, "h", "s"))
                .toList());
        store.write(KEYS.stream()
                .filter(key -> key.hashCode() % 10 == 0)
                .map(key -> Change.delete(key, "s"))
                .toList());
        return store.read(KEYS);
    }

    private static Set<String> moved(Map<String, KeyState> before, Map<String, KeyState> after) {
        return KEYS.stream()
                .filter(key -> before.get(key).version() != after.get(key).version())
                .collect(Collectors.toSet());
    }

    private static Set<String> ownedBy(HazelcastInstance member) {
        Topology topology = new Topology(member);
        return KEYS.stream()
                .filter(key -> member.getCluster()
                        .getLocalMember()
                        .getUuid()
                        .equals(topology.owner(topology.partitionOf(key))))
                .collect(Collectors.toSet());
    }

    private static void bindTo(HazelcastInstance member, Set<String> keys) {
        Topology topology = new Topology(member);
        IMap<String, byte[]> map = member.getMap(MAP);
        UUID uuid = member.getCluster().getLocalMember().getUuid();
        Map<String, byte[]> floors = new HashMap<>();
        map.getAll(keys.stream()
                        .map(key -> topology.floorKey(topology.partitionOf(key)))
                        .collect(Collectors.toSet()))
                .forEach((key, floor) ->
                        floors.put(key, Floor.decoded(floor).boundTo(uuid).encoded()));
        map.putAll(floors);
    }

    private static List<Integer> unbound(HazelcastInstance member) {
        Topology topology = new Topology(member);
        IMap<String, byte[]> map = member.getMap(MAP);
        return IntStream.range(0, topology.partitions())
                .filter(partition -> !Floor.decoded(map.get(topology.floorKey(partition)))
                        .owner()
                        .equals(topology.owner(partition)))
                .boxed()
                .toList();
    }

    private static void awaitMembers(HazelcastInstance member, int count) {
        await().until(() -> member.getCluster().getMembers().size() == count);
    }

    /** Waits until this many members own partitions, with all their backups. */
    private static void awaitBalance(HazelcastInstance member, int count) {
        Topology topology = new Topology(member);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            long owners = IntStream.range(0, topology.partitions())
                    .mapToObj(topology::owner)
                    .distinct()
                    .count();
            return owners == count && member.getPartitionService().isClusterSafe();
        });
    }
}
