package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.exception.TargetNotMemberException;
import io.socketless.reality.KeyState;
import io.socketless.reality.spi.Change;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events between the steps of a write and of a read. */
class InterleavingTest {

    private static final String MAP = "reality";

    private final Cluster cluster = new Cluster();
    private final AtomicReference<Runnable> afterNextRead = new AtomicReference<>(() -> {});
    private final AtomicReference<Runnable> afterNextFloorSet = new AtomicReference<>(() -> {});
    private HazelcastInstance member;
    private IMap<String, byte[]> map;

    @BeforeEach
    void start() {
        member = cluster.start();
        map = member.getMap(MAP);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void a_write_that_is_lost_before_its_confirmation_is_repeated() {
        AtomicInteger sets = new AtomicInteger();
        try (HazelcastStore store = opened((key, old, applied) -> {
            if (sets.getAndIncrement() == 0) {
                map.set(key, old);
            }
            return applied;
        })) {
            KeyState written = update(store);

            assertThat(sets.get()).isEqualTo(2);
            assertThat(store.read(Set.of("k"))).containsEntry("k", written);
        }
    }

    @Test
    void a_write_is_repeated_above_a_floor_that_was_raised_meanwhile() {
        AtomicBoolean first = new AtomicBoolean(true);
        List<Long> raised = new ArrayList<>();
        try (HazelcastStore store = opened((key, old, applied) -> {
            if (first.getAndSet(false)) {
                raised.add(raiseFloorOf(key));
            }
            return applied;
        })) {
            KeyState written = update(store);

            assertThat(written.version()).isGreaterThan(raised.get(0));
            assertThat(store.read(Set.of("k"))).containsEntry("k", written);
        }
    }

    @Test
    void a_write_is_repeated_if_a_member_joined_or_left_meanwhile() {
        AtomicInteger sets = new AtomicInteger();
        try (HazelcastStore store = opened((key, old, applied) -> {
            if (sets.getAndIncrement() == 0) {
                cluster.start();
            }
            return applied;
        })) {
            KeyState written = update(store);

            assertThat(sets.get()).isGreaterThanOrEqualTo(2);
            assertThat(store.read(Set.of("k")).get("k").version()).isEqualTo(written.version());
        }
    }

    @Test
    void a_write_that_took_effect_but_reported_failure_counts() {
        AtomicInteger sets = new AtomicInteger();
        try (HazelcastStore store = opened((key, old, applied) -> {
            sets.incrementAndGet();
            return false;
        })) {
            KeyState written = update(store);

            assertThat(sets.get()).isEqualTo(1);
            assertThat(store.read(Set.of("k"))).containsEntry("k", written);
        }
    }

    @Test
    void a_write_that_fails_once_is_made_again() {
        AtomicInteger sets = new AtomicInteger();
        try (HazelcastStore store = opened((key, old, applied) -> {
            if (sets.getAndIncrement() == 0) {
                throw new IllegalStateException("thrown by the test");
            }
            return applied;
        })) {
            KeyState written = update(store);

            assertThat(store.read(Set.of("k"))).containsEntry("k", written);
        }
    }

    @Test
    void a_write_that_another_wrote_over_before_it_was_confirmed_counts() {
        AtomicInteger sets = new AtomicInteger();
        try (HazelcastStore other = Cluster.openOn(member, MAP, "b");
                HazelcastStore store = opened((key, old, applied) -> {
                    if (sets.getAndIncrement() == 0) {
                        update(other);
                    }
                    return applied;
                })) {
            KeyState written = update(store);

            assertThat(sets.get()).isEqualTo(1);
            assertThat(store.read(Set.of("k")).get("k").version()).isGreaterThan(written.version());
        }
    }

    @Test
    void a_read_that_is_overtaken_by_a_raise_is_repeated() {
        try (HazelcastStore store = opened((key, old, applied) -> applied)) {
            KeyState before = update(store);
            AtomicReference<KeyState> raised = new AtomicReference<>();
            afterNextRead.set(() -> {
                store.clustersMerged();
                raised.set(store.read(Set.of("k")).get("k"));
            });

            KeyState answer = store.read(Set.of("k")).get("k");

            assertThat(raised.get().version()).isGreaterThan(before.version());
            assertThat(answer).isEqualTo(raised.get());
        }
    }

    @Test
    void a_floor_that_falls_back_is_raised() {
        try (HazelcastStore store = opened((key, old, applied) -> applied)) {
            Topology topology = new Topology(member);
            String floorKey = topology.floorKey(topology.partitionOf("k"));
            byte[] older = map.get(floorKey);
            raiseFloorOf("k");
            KeyState before = store.read(Set.of("k")).get("k");

            map.set(floorKey, older);

            assertThat(store.read(Set.of("k")).get("k").version()).isGreaterThan(before.version());
        }
    }

    @Test
    void a_floor_that_names_an_unknown_member_is_raised_once() {
        try (HazelcastStore a = Cluster.openOn(member, MAP, "x");
                HazelcastStore b = Cluster.openOn(member, MAP, "x")) {
            KeyState before = update(a);
            Topology topology = new Topology(member);
            String floorKey = topology.floorKey(topology.partitionOf("k"));
            map.replace(
                    floorKey,
                    Floor.decoded(map.get(floorKey)).boundTo(UUID.randomUUID()).encoded());

            KeyState seen = a.read(Set.of("k")).get("k");

            assertThat(seen.version()).isGreaterThan(before.version());
            assertThat(b.read(Set.of("k"))).containsEntry("k", seen);
            assertThat(a.read(Set.of("k"))).containsEntry("k", seen);
        }
    }

    @Test
    void a_raise_that_no_backup_acknowledges_does_not_block_reads() {
        CountDownLatch acknowledged = new CountDownLatch(1);
        try (HazelcastStore store = opened((key, old, applied) -> applied)) {
            KeyState before = update(store);
            Topology topology = new Topology(member);
            String floorKey = topology.floorKey(topology.partitionOf("k"));
            afterNextFloorSet.set(() -> awaitUninterrupted(acknowledged));
            map.replace(
                    floorKey,
                    Floor.decoded(map.get(floorKey)).boundTo(UUID.randomUUID()).encoded());

            KeyState seen = store.read(Set.of("k")).get("k");

            assertThat(seen.version()).isGreaterThan(before.version());
            assertThat(acknowledged.getCount()).isOne();
        } finally {
            acknowledged.countDown();
        }
    }

    @Test
    void a_read_that_hazelcast_gives_up_while_a_member_leaves_is_repeated() {
        try (HazelcastStore store = opened((key, old, applied) -> applied)) {
            KeyState written = update(store);
            afterNextRead.set(() -> {
                throw new TargetNotMemberException("thrown by the test");
            });

            assertThat(store.read(Set.of("k"))).containsEntry("k", written);
        }
    }

    @Test
    void a_moved_partition_is_not_answered_until_its_last_owner_has_released_it() {
        Moved moved = new Moved();

        assertThat(moved.judgedBy(member).valid()).isFalse();
        assertThat(moved.judgedBy(member).valid()).isFalse();

        moved.judgedBy(moved.lastOwner);
        assertThat(moved.judgedBy(member).valid()).isTrue();
    }

    @Test
    void a_moved_partition_is_not_raised_until_its_last_owner_has_released_it() {
        Moved moved = new Moved();
        Floors floors = moved.floors(member);
        floors.raiseAll();

        assertThat(moved.judgedBy(floors).valid()).isFalse();
        assertThat(moved.floor().owner()).isEqualTo(moved.lastUuid());

        moved.judgedBy(moved.lastOwner);
        moved.judgedBy(floors);
        assertThat(moved.floor().version()).isGreaterThan(moved.before.version());
        assertThat(moved.judgedBy(floors).valid()).isTrue();
    }

    /** A partition of {@link #member} whose floor still names another member, on which a node is known to live. */
    private final class Moved {

        final HazelcastInstance lastOwner = joinLate();
        final Topology topology = new Topology(member);
        final Floor before = new Floor(1, lastUuid(), List.of());
        final int partition;

        Moved() {
            await().until(() -> IntStream.range(0, topology.partitions())
                            .filter(p -> lastUuid().equals(topology.owner(p)))
                            .count()
                    == topology.partitions() / 2);
            partition = IntStream.range(0, topology.partitions())
                    .filter(p -> topology.isHere(topology.owner(p)))
                    .findFirst()
                    .orElseThrow();
            map.set(topology.floorKey(partition), before.encoded());
        }

        /**
         * The first member has all partitions by then. If they were dealt out to two, it would be open who gets the
         * odd one.
         */
        private HazelcastInstance joinLate() {
            boolean ignored = map.isEmpty();
            return cluster.start();
        }

        UUID lastUuid() {
            return lastOwner.getCluster().getLocalMember().getUuid();
        }

        Floor floor() {
            return Floor.decoded(map.get(topology.floorKey(partition)));
        }

        Floors floors(HazelcastInstance where) {
            Topology seen = new Topology(where);
            return new Floors(
                    where.getMap(MAP), seen, new Owners(seen), lastUuid()::equals, Clock.systemUTC(), Runnable::run);
        }

        Floors.Judgement judgedBy(HazelcastInstance where) {
            return judgedBy(floors(where));
        }

        Floors.Judgement judgedBy(Floors floors) {
            String key = topology.floorKey(partition);
            return floors.judge(List.of(partition), map.getAll(Set.of(key)));
        }
    }

    private long raiseFloorOf(String key) {
        Topology topology = new Topology(member);
        String floorKey = topology.floorKey(topology.partitionOf(key));
        Floor floor = Floor.decoded(map.get(floorKey));
        Floor higher = floor.raised(floor.version() + 1_000_000_000L, floor.owner(), List.of());
        map.set(floorKey, higher.encoded());
        return higher.version();
    }

    private static KeyState update(HazelcastStore store) {
        return store.write(List.of(Change.update("k", "h", "s"))).get("k");
    }

    /** Opens a store whose compare-and-sets of the key "k", after a first write, are observed. */
    private HazelcastStore opened(Observer observer) {
        try (HazelcastStore before = Cluster.openOn(member, MAP, "before")) {
            update(before);
        }
        IMap<?, ?> observed = proxy(IMap.class, (proxy, method, arguments) -> {
            Object answer = method.invoke(map, arguments);
            // The store reads floors in the background too.
            if (method.getName().equals("getAll") && ((Set<?>) arguments[0]).contains("k")) {
                afterNextRead.getAndSet(() -> {}).run();
            }
            if (method.getName().equals("replace")
                    && ((String) arguments[0]).startsWith(Topology.FLOOR_PREFIX)
                    && (Boolean) answer) {
                afterNextFloorSet.getAndSet(() -> {}).run();
            }
            boolean set = method.getName().equals("replace") && arguments[0].equals("k");
            return set ? observer.observe("k", (byte[]) arguments[1], (Boolean) answer) : answer;
        });
        HazelcastInstance instance = proxy(
                HazelcastInstance.class,
                (proxy, method, arguments) -> method.getName().equals("getMap") && arguments[0].equals(MAP)
                        ? observed
                        : method.invoke(member, arguments));
        return Cluster.openOn(instance, MAP, "a");
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        InvocationHandler unwrapping = (proxy, method, arguments) -> {
            try {
                return handler.invoke(proxy, method, arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, unwrapping));
    }

    private interface Observer {

        /** Called after a compare-and-set was applied or refused; returns the result for the store. */
        boolean observe(String key, byte[] old, boolean applied);
    }
}
