package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.socketless.reality.KeyState;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.StoreListener;
import io.socketless.reality.spi.Versions;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a sweep removes, and what it does to those who read and write meanwhile. Each test has a map of its own,
 * whose entries and floors are from long before now.
 */
class SweeperTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Clock LONG_AGO = Clock.fixed(Instant.parse("2001-01-01T00:00:00Z"), ZoneOffset.UTC);
    private static final Bounds IDLE = new Bounds(Duration.ofDays(30), 1_000_000, Duration.ofHours(1));

    private static Cluster shared;
    private static HazelcastInstance member;
    private static Calls calls;

    private final Cluster own = new Cluster();
    private final String name = "map-" + UUID.randomUUID();
    private IMap<String, byte[]> map;
    private Topology topology;

    @BeforeAll
    static void startShared() {
        shared = new Cluster();
        member = shared.start();
        calls = new Calls("test");
    }

    @AfterAll
    static void stopShared() {
        calls.close();
        shared.close();
    }

    @BeforeEach
    void prepare() {
        prepare(member);
    }

    @AfterEach
    void stop() {
        own.close();
    }

    @Test
    void the_oldest_keys_above_the_maximum_are_swept_until_a_tenth_is_free() throws Exception {
        List<String> keys = aged(30);
        try (HazelcastStore store = opened()) {
            Map<String, KeyState> before = store.read(Set.copyOf(keys));

            sweeper(map, atMost(20)).run();

            assertThat(stored()).containsExactlyInAnyOrderElementsOf(keys.subList(12, 30));
            Map<String, KeyState> after = store.read(Set.copyOf(keys));
            keys.subList(0, 12).forEach(key -> {
                assertThat(after.get(key).version())
                        .isGreaterThan(before.get(key).version());
                assertThat(after.get(key).exists()).isFalse();
            });
            keys.subList(12, 30).forEach(key -> assertThat(after.get(key)).isEqualTo(before.get(key)));
        }
    }

    @Test
    void the_maximum_number_of_keys_stays() throws Exception {
        List<String> keys = aged(20);

        sweeper(map, atMost(20)).run();

        assertThat(stored()).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void only_the_excess_of_keys_with_the_same_version_is_swept() throws Exception {
        long version = ago(1);
        Stream.iterate(0, i -> i + 1).limit(30).forEach(i -> put("k" + i, version));

        sweeper(map, atMost(20)).run();

        assertThat(stored()).hasSize(18);
    }

    @Test
    void with_many_keys_the_line_is_estimated_from_a_few_partitions() throws Exception {
        int count = 40_000;
        long first = ago(40);
        Map<String, byte[]> entries = new HashMap<>();
        for (int i = 0; i < count; i++) {
            entries.put("k" + i, entry(first + i * 10L));
        }
        map.putAll(entries);

        sweeper(map, atMost(30_000)).run();

        Set<String> left = stored();
        assertThat(left).hasSizeBetween(27_000, 28_500);
        assertThat(IntStream.range(count * 2 / 5, count)).allMatch(i -> left.contains("k" + i));
    }

    @Test
    void a_tombstone_is_swept_like_any_entry() throws Exception {
        try (HazelcastStore store = opened(LONG_AGO)) {
            KeyState deleted = store.write(List.of(Change.delete("k", "s"))).get("k");

            sweeper(map, IDLE).run();

            assertThat(stored()).isEmpty();
            assertThat(store.read(Set.of("k")).get("k").version()).isGreaterThan(deleted.version());
        }
    }

    @Test
    void idle_entries_are_swept_once_the_oldest_of_their_partition_is_overdue() throws Exception {
        List<String> together = keysOfOnePartition(4);
        put(together.get(0), ago(31));
        put(together.get(1), ago(32));
        put(together.get(2), ago(29));
        Sweeper sweeper = sweeper(map, IDLE);

        sweeper.run();
        assertThat(stored()).hasSize(3);

        put(together.get(3), ago(34));
        sweeper(map, IDLE).run();
        assertThat(stored()).containsExactly(together.get(2));
    }

    @Test
    void a_partition_with_nothing_to_sweep_keeps_its_floor() throws Exception {
        put("k", ago(1));
        byte[] floor = map.get(floorKey("k"));

        sweeper(map, IDLE).run();

        assertThat(map.get(floorKey("k"))).isEqualTo(floor);
    }

    @Test
    void a_write_of_an_entry_that_is_swept_after_the_read_ends_above_the_floor() throws Exception {
        put("k", ago(40));
        Step beforeSet = new Step("replace", "k");
        try (HazelcastStore store = opened(LONG_AGO, beforeSet)) {
            beforeSet.before(sweep(map, IDLE));

            KeyState written = write(store, "k");

            assertThat(written.version()).isGreaterThan(floorOf("k")).isGreaterThan(ago(40));
            assertThat(store.read(Set.of("k"))).containsEntry("k", written);
        }
    }

    @Test
    void a_write_of_a_new_key_whose_floor_is_raised_first_ends_above_it() throws Exception {
        List<String> together = keysOfOnePartition(2);
        put(together.get(0), ago(40));
        Step beforeSet = new Step("putIfAbsent", together.get(1));
        try (HazelcastStore store = opened(LONG_AGO, beforeSet)) {
            beforeSet.before(sweep(map, IDLE));

            KeyState written = write(store, together.get(1));

            assertThat(written.version()).isGreaterThan(floorOf("k"));
            assertThat(store.read(Set.of(together.get(1)))).containsEntry(together.get(1), written);
        }
    }

    @Test
    void a_write_that_is_swept_before_its_confirmation_is_repeated() throws Exception {
        put("k", ago(40));
        Step afterSet = new Step("replace", "k");
        try (HazelcastStore store = opened(LONG_AGO, afterSet)) {
            afterSet.after(sweep(map, IDLE));

            KeyState written = write(store, "k");

            assertThat(written.version()).isGreaterThan(floorOf("k"));
            assertThat(store.read(Set.of("k"))).containsEntry("k", written);
        }
    }

    @Test
    void a_write_that_was_confirmed_before_the_raise_is_reported_after_it() throws Exception {
        List<String> together = keysOfOnePartition(2);
        String key = together.get(0);
        put(key, ago(40));
        put(together.get(1), ago(35));
        Step raise = new Step("replace", floorKey(key));
        try (HazelcastStore store = opened(LONG_AGO)) {
            List<KeyState> written = new ArrayList<>();
            raise.before(() -> written.add(write(store, key)));

            sweeper(raise.in(map), IDLE).run();

            KeyState now = store.read(Set.of(key)).get(key);
            assertThat(written).singleElement().satisfies(state -> assertThat(state.version())
                    .isEqualTo(ago(40) + 1)
                    .isLessThan(now.version()));
            assertThat(now.exists()).isTrue();
        }
    }

    @Test
    void a_write_between_raise_and_removal_stays() throws Exception {
        put("k", ago(40));
        Step removal = new Step("remove", "k");
        try (HazelcastStore store = opened(LONG_AGO)) {
            List<KeyState> written = new ArrayList<>();
            removal.before(() -> written.add(write(store, "k")));

            sweeper(removal.in(map), IDLE).run();

            assertThat(written).containsExactly(store.read(Set.of("k")).get("k"));
            assertThat(written.get(0).version()).isGreaterThan(floorOf("k"));
        }
    }

    @Test
    void a_sweeper_that_ends_between_raise_and_removal_leaves_nothing_wrong_and_the_next_one_finishes()
            throws Exception {
        List<String> keys = IntStream.range(0, 30).mapToObj(i -> "key" + i).toList();
        keys.forEach(key -> put(key, ago(40)));
        String last = keys.get(3);
        Step removal = new Step("remove", last);
        removal.before(() -> {
            throw new IllegalStateException("thrown by the test");
        });
        try (HazelcastStore store = opened()) {
            assertThatThrownBy(() -> sweeper(removal.in(map), IDLE).run())
                    .hasStackTraceContaining("thrown by the test");

            assertThat(stored()).contains(last);
            KeyState between = store.read(Set.of(last)).get(last);
            assertThat(between.version()).isGreaterThan(ago(40));
            assertThat(store.changedSince(ago(40))).contains(between);

            sweeper(map, IDLE).run();

            assertThat(stored()).isEmpty();
            assertThat(store.read(Set.of(last)).get(last).version()).isEqualTo(between.version());
        }
    }

    @Test
    void nothing_is_removed_if_the_raise_is_refused() throws Exception {
        put("k", ago(40));
        Step raise = new Step("replace", floorKey("k"));
        raise.before(() -> map.set(floorKey("k"), new Floor(ago(50), owner(), List.of()).encoded()));

        sweeper(raise.in(map), IDLE).run();

        assertThat(stored()).containsExactly("k");
    }

    @Test
    void nothing_is_removed_if_the_raise_is_lost_with_the_owner() throws Exception {
        HazelcastInstance first = own.start();
        HazelcastInstance second = own.start();
        await().until(() -> second.getPartitionService().isClusterSafe()
                && first.getPartitionService().getPartitions().stream()
                        .anyMatch(partition -> partition.getOwner().localMember() == false));
        prepare(first);
        String key = IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "k" + i)
                .filter(k -> second.getLocalEndpoint().getUuid().equals(topology.owner(topology.partitionOf(k))))
                .findFirst()
                .orElseThrow();
        put(key, ago(40));
        Step raise = new Step("replace", floorKey(key));
        try (HazelcastStore store = openedOn(first)) {
            KeyState before = store.read(Set.of(key)).get(key);
            raise.after(() -> {
                second.getLifecycleService().terminate();
                await().until(() -> first.getCluster().getMembers().size() == 1);
            });

            sweeper(first, raise.in(map), IDLE).run();

            assertThat(stored()).containsExactly(key);
            assertThat(store.read(Set.of(key)).get(key).version()).isGreaterThan(before.version());
        }
    }

    @Test
    void versions_stay_above_what_was_swept_when_members_leave() throws Exception {
        HazelcastInstance first = own.start();
        HazelcastInstance second = own.start();
        HazelcastInstance third = own.start();
        prepare(first);
        List<String> keys = aged(100);
        try (HazelcastStore store = openedOn(first)) {
            sweeper(first, map, atMost(20)).run();
            assertThat(stored()).hasSize(18);
            Map<String, KeyState> before = store.read(Set.copyOf(keys));

            second.shutdown();
            third.getLifecycleService().terminate();
            await().until(() -> first.getCluster().getMembers().size() == 1);

            assertThat(store.read(Set.copyOf(keys))).allSatisfy((key, state) -> assertThat(state.version())
                    .isGreaterThanOrEqualTo(before.get(key).version()));
        }
    }

    @Test
    void a_sweep_causes_no_notification() throws Exception {
        List<String> keys = aged(200);
        List<String> notified = new ArrayList<>();
        try (HazelcastStore store = opened()) {
            CountDownLatch end = new CountDownLatch(1);
            store.listen(new StoreListener() {
                @Override
                public void changed(KeyState state) {
                    if (state.source().equals("end")) {
                        end.countDown();
                    } else {
                        notified.add(state.key());
                    }
                }

                @Override
                public void uncertain() {
                    notified.add("uncertain");
                }
            });

            sweeper(map, atMost(20)).run();

            assertThat(stored()).hasSize(18);
            // Events of one partition come in order, so these are the last of all partitions.
            for (String key : keys) {
                store.write(List.of(Change.invalidate(key, "end")));
            }
            assertThat(end.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(notified).isEmpty();
        }
    }

    @Test
    void two_sweepers_at_once_have_the_effect_of_one() throws Exception {
        List<String> keys = aged(400);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (HazelcastStore store = opened()) {
            Map<String, KeyState> before = store.read(Set.copyOf(keys));
            List<Future<?>> runs = Stream.of(1, 2)
                    .<Future<?>>map(i -> threads.submit(sweep(map, atMost(100))))
                    .toList();
            for (Future<?> run : runs) {
                run.get(60, TimeUnit.SECONDS);
            }

            assertThat(stored()).containsAll(keys.subList(310, 400)).hasSizeLessThanOrEqualTo(100);
            assertThat(store.read(Set.copyOf(keys))).allSatisfy((key, state) -> assertThat(state.version())
                    .isGreaterThanOrEqualTo(before.get(key).version()));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void acknowledged_writes_are_reported_with_room_for_ten_keys_only() throws Exception {
        Set<String> keys = IntStream.range(0, 60).mapToObj(i -> "k" + i).collect(Collectors.toSet());
        Map<String, Long> acknowledged = new ConcurrentHashMap<>();
        Map<String, Set<Long>> issued = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicBoolean go = new AtomicBoolean(true);
        AtomicInteger sweeps = new AtomicInteger();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (HazelcastStore a = opened(LONG_AGO);
                HazelcastStore b = opened()) {
            Runnable sweep = sweep(map, atMost(10));
            Future<?> sweeping = threads.submit(() -> {
                while (go.get()) {
                    sweep.run();
                    sweeps.incrementAndGet();
                }
            });
            Future<?> reading = threads.submit(() -> {
                Map<String, Long> last = new HashMap<>();
                while (go.get()) {
                    Map<String, Long> floor = Map.copyOf(acknowledged);
                    b.read(keys).forEach((key, state) -> {
                        long least = Math.max(floor.getOrDefault(key, 0L), last.getOrDefault(key, 0L));
                        if (state.version() < least) {
                            wrong.add(key + " fell from " + least + " to " + state.version());
                        }
                        last.put(key, state.version());
                    });
                }
            });
            List<Future<?>> writing = Stream.of(a, b)
                    .<Future<?>>map(store -> threads.submit(() -> {
                        while (sweeps.get() < 10) {
                            String key = "k" + ThreadLocalRandom.current().nextInt(keys.size());
                            long version = write(store, key).version();
                            acknowledged.merge(key, version, Math::max);
                            if (!issued.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet())
                                    .add(version)) {
                                wrong.add(key + " got " + version + " twice");
                            }
                        }
                    }))
                    .toList();
            for (Future<?> writer : writing) {
                writer.get(120, TimeUnit.SECONDS);
            }
            go.set(false);
            reading.get(30, TimeUnit.SECONDS);
            sweeping.get(60, TimeUnit.SECONDS);

            assertThat(wrong).isEmpty();
            assertThat(acknowledged).hasSize(keys.size());
            sweep.run();
            assertThat(stored()).hasSizeLessThanOrEqualTo(10);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_client_sweeps_too() throws Exception {
        own.start();
        Map<String, String> settings = Map.of(
                "reality.hazelcast.instance", "client",
                "reality.hazelcast.members", "127.0.0.1:" + own.port,
                "reality.memory.max-keys", "10",
                "reality.sweep.interval", "PT0.1S");
        try (RealityStore client = own.open(settings, "a")) {
            for (int i = 0; i < 30; i++) {
                client.write(List.of(Change.invalidate("k" + i, "s")));
            }

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(client.changedSince(0)).hasSizeLessThanOrEqualTo(10));
            assertThat(client.changedSince(0)).isNotEmpty();
        }
    }

    @Test
    void another_node_sweeps_when_the_leader_leaves() {
        IMap<String, String> nodes = member.getMap(name + "-nodes");
        Roster a = new Roster(nodes, topology, "a");
        Roster b = new Roster(nodes, topology, "b");
        List.of(a, b, a).forEach(Roster::refresh);
        Roster first = a.leads() ? a : b;
        Roster second = a.leads() ? b : a;
        assertThat(second.leads()).isFalse();

        first.leave();
        second.refresh();

        assertThat(second.leads()).isTrue();
    }

    @Test
    void a_node_that_does_not_lead_removes_nothing() throws Exception {
        List<String> keys = aged(30);

        new Sweeper(map, topology, reads(topology, map), atMost(20), NOW::toEpochMilli, () -> false, calls).run();

        assertThat(stored()).containsExactlyInAnyOrderElementsOf(keys);
    }

    private void prepare(HazelcastInstance instance) {
        map = instance.getMap(name);
        topology = new Topology(instance);
        for (int partition = 0; partition < topology.partitions(); partition++) {
            map.set(topology.floorKey(partition), new Floor(1, topology.owner(partition), List.of()).encoded());
        }
    }

    /** Writes entries, the oldest first. */
    private List<String> aged(int count) {
        long first = ago(20);
        List<String> keys = IntStream.range(0, count).mapToObj(i -> "key" + i).toList();
        for (int i = 0; i < count; i++) {
            put(keys.get(i), first + i * 1000L);
        }
        return keys;
    }

    private void put(String key, long version) {
        map.set(key, entry(version));
    }

    private static byte[] entry(long version) {
        return Entry.written(version, version >> 10, false, "h", "s").encoded();
    }

    private static long ago(int days) {
        return Versions.at(NOW.minus(Duration.ofDays(days)).toEpochMilli());
    }

    private List<String> keysOfOnePartition(int count) {
        int partition = topology.partitionOf("k");
        return Stream.concat(Stream.of("k"), IntStream.iterate(0, i -> i + 1).mapToObj(i -> "more" + i))
                .filter(key -> topology.partitionOf(key) == partition)
                .limit(count)
                .toList();
    }

    private Set<String> stored() {
        return map.keySet().stream()
                .filter(key -> !key.startsWith(Topology.FLOOR_PREFIX))
                .collect(Collectors.toSet());
    }

    private String floorKey(String key) {
        return topology.floorKey(topology.partitionOf(key));
    }

    private long floorOf(String key) {
        return Floor.decoded(map.get(floorKey(key))).version();
    }

    private UUID owner() {
        return member.getLocalEndpoint().getUuid();
    }

    private static KeyState write(HazelcastStore store, String key) {
        return store.write(List.of(Change.update(key, "h", "s"))).get(key);
    }

    private HazelcastStore opened() {
        return openedOn(member);
    }

    private HazelcastStore openedOn(HazelcastInstance instance) {
        return Cluster.openOn(instance, name, "a", IDLE);
    }

    private HazelcastStore opened(Clock clock) {
        return open(member, clock);
    }

    /** Opens a store whose calls of the map pass this step. */
    private HazelcastStore opened(Clock clock, Step step) {
        IMap<String, byte[]> observed = step.in(map);
        HazelcastInstance instance = (HazelcastInstance) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {HazelcastInstance.class},
                (proxy, method, arguments) -> method.getName().equals("getMap") && arguments[0].equals(name)
                        ? observed
                        : method.invoke(member, arguments));
        return open(instance, clock);
    }

    private HazelcastStore open(HazelcastInstance instance, Clock clock) {
        return HazelcastStore.open(new Attachment(instance, () -> {}), name, 0, IDLE, Cluster.identity("a"), clock);
    }

    private static Bounds atMost(int keys) {
        return new Bounds(Duration.ofDays(3650), keys, Duration.ofHours(1));
    }

    private Runnable sweep(IMap<String, byte[]> on, Bounds bounds) {
        return () -> {
            try {
                sweeper(on, bounds).run();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        };
    }

    private Sweeper sweeper(IMap<String, byte[]> on, Bounds bounds) {
        return sweeper(member, on, bounds);
    }

    private static Sweeper sweeper(HazelcastInstance instance, IMap<String, byte[]> on, Bounds bounds) {
        Topology seen = new Topology(instance);
        return new Sweeper(on, seen, reads(seen, on), bounds, NOW::toEpochMilli, () -> true, calls);
    }

    private static ValidReads reads(Topology topology, IMap<String, byte[]> map) {
        Floors floors =
                new Floors(map, topology, new Owners(topology), member -> false, Clock.systemUTC(), Runnable::run);
        return new ValidReads(map, topology, floors, 0);
    }

    /** The first call of a method of the map for a key, and what is to happen around it. */
    private static final class Step {

        private final String method;
        private final String key;
        private final AtomicBoolean done = new AtomicBoolean(true);
        private volatile Runnable before = () -> {};
        private volatile Runnable after = () -> {};

        Step(String method, String key) {
            this.method = method;
            this.key = key;
        }

        void before(Runnable what) {
            before = what;
            done.set(false);
        }

        void after(Runnable what) {
            after = what;
            done.set(false);
        }

        @SuppressWarnings("unchecked")
        IMap<String, byte[]> in(IMap<String, byte[]> map) {
            return (IMap<String, byte[]>) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {IMap.class}, (proxy, called, arguments) -> {
                        boolean isStep =
                                called.getName().equals(method) && arguments[0].equals(key) && !done.getAndSet(true);
                        try {
                            if (isStep) {
                                before.run();
                            }
                            Object answer = called.invoke(map, arguments);
                            if (isStep) {
                                after.run();
                            }
                            return answer;
                        } catch (InvocationTargetException failed) {
                            throw failed.getCause();
                        }
                    });
        }
    }
}
