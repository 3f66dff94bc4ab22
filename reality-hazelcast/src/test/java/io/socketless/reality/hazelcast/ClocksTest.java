package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.socketless.reality.KeyState;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.Versions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes whose clocks are wrong by minutes, or jump. */
class ClocksTest {

    private static final Set<String> KEYS =
            IntStream.range(0, 40).mapToObj(i -> "key" + i).collect(Collectors.toSet());
    private static final Duration WRONG = Duration.ofMinutes(10);

    private final Cluster cluster = new Cluster(0);
    private final Map<String, Long> latest = new HashMap<>();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void versions_rise_with_any_clocks() {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        try (RealityStore ahead = opened(first, new Wrong(WRONG));
                RealityStore behind = opened(second, new Wrong(WRONG.negated()));
                RealityStore jumping = opened(second, new Wrong(WRONG, WRONG.negated(), Duration.ZERO))) {
            long limit = Versions.ceiling(
                    System.currentTimeMillis() + Duration.ofMinutes(1).toMillis());
            for (int round = 0; round < 20; round++) {
                for (RealityStore store : List.of(jumping, ahead, behind)) {
                    write(store);
                }
            }
            assertThat(latest.values())
                    .allSatisfy(version -> assertThat(version).isLessThan(limit));
            for (RealityStore store : List.of(jumping, ahead, behind)) {
                assertThat(store.read(KEYS))
                        .allSatisfy((key, state) -> assertThat(state.version()).isEqualTo(latest.get(key)));
            }
        }
    }

    @Test
    void a_floor_created_by_a_node_with_a_slow_clock_is_above_the_versions_of_a_fast_one() {
        HazelcastInstance first = cluster.start();
        HazelcastInstance second = cluster.start();
        await().until(() -> owners(first) == 2);
        try (RealityStore behind = opened(first, new Wrong(WRONG.negated()))) {
            try (RealityStore ahead = opened(second, new Wrong(WRONG))) {
                write(ahead);
            }
            second.getLifecycleService().terminate();

            Map<String, KeyState> now = behind.read(KEYS);

            // Without a backup, what the second owned is lost; the rest is as it was.
            assertThat(now.values()).anyMatch(state -> !state.exists()).anyMatch(KeyState::exists);
            assertThat(now).allSatisfy((key, state) -> {
                if (state.exists()) {
                    assertThat(state.version()).isEqualTo(latest.get(key));
                } else {
                    assertThat(state.version()).isGreaterThan(latest.get(key));
                }
            });
            write(behind);
        }
    }

    @Test
    void a_clock_that_is_set_back_while_everything_is_lost_reuses_no_version() {
        HazelcastInstance first = cluster.start();
        try (RealityStore store = opened(first, new Wrong(WRONG, WRONG.negated()))) {
            for (int round = 0; round < 5; round++) {
                write(store);
                first.getMap("reality").clear();
                assertThat(store.read(KEYS))
                        .allSatisfy((key, state) -> assertThat(state.version()).isGreaterThan(latest.get(key)));
            }
        }
    }

    private void write(RealityStore store) {
        store.write(KEYS.stream().map(key -> Change.update(key, "h", "s")).toList())
                .forEach((key, state) -> {
                    Long before = latest.put(key, state.version());
                    assertThat(state.version()).as(key).isGreaterThan(before == null ? 0 : before);
                });
    }

    private static RealityStore opened(HazelcastInstance member, Clock clock) {
        return HazelcastStore.open(
                new Attachment(member, () -> {}), "reality", 0, Bounds.DEFAULTS, Cluster.identity("x"), clock);
    }

    private static long owners(HazelcastInstance member) {
        Topology topology = new Topology(member);
        return IntStream.range(0, topology.partitions())
                .mapToObj(topology::owner)
                .distinct()
                .count();
    }

    /** Wrong by these durations in turn, one for each reading. */
    private static final class Wrong extends Clock {

        private final Duration[] by;
        private final AtomicInteger looks = new AtomicInteger();

        Wrong(Duration... by) {
            this.by = by;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(by[Math.floorMod(looks.getAndIncrement(), by.length)]);
        }
    }
}
