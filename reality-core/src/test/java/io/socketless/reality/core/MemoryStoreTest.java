package io.socketless.reality.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.KeyState;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.RealityStoreContract;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends RealityStoreContract {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final NodeIdentity SELF = new NodeIdentity("node-1", Optional.empty());

    @Override
    protected RealityStore openEmpty(Bounds bounds) {
        return new MemoryStore(SELF, Clock.systemUTC(), bounds);
    }

    @Test
    void a_store_opened_a_moment_later_starts_above_everything_issued_before() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        RealityStore first = new MemoryStore(SELF, Clock.fixed(start, ZoneOffset.UTC));
        long highest = 0;
        for (int i = 0; i < 1000; i++) {
            highest = change(first).version();
        }

        RealityStore second = new MemoryStore(SELF, Clock.fixed(start.plusMillis(1), ZoneOffset.UTC));

        assertThat(second.read(Set.of("k")).get("k").version()).isGreaterThan(highest);
    }

    @Test
    void a_clock_that_is_set_back_does_not_set_versions_back() {
        SettableClock clock = new SettableClock(Instant.parse("2026-01-01T01:00:00Z"));
        RealityStore store = new MemoryStore(SELF, clock);
        clock.now = Instant.parse("2026-01-01T02:00:00Z");
        KeyState before = change(store);

        clock.now = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(change(store).version()).isEqualTo(before.version() + 1);
    }

    @Test
    void of_too_many_keys_the_oldest_go_even_if_all_have_one_version() {
        RealityStore store = new MemoryStore(SELF, new SettableClock(START), atMost(20));
        List<KeyState> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            written.add(change(store, "k" + i));
        }

        assertThat(store.changedSince(0)).hasSizeBetween(18, 20);
        assertThat(written).allSatisfy(node -> assertThat(
                        store.read(Set.of(node.key())).get(node.key()).version())
                .isGreaterThanOrEqualTo(node.version()));
        assertThat(store.read(Set.of("k49"))).containsEntry("k49", written.get(49));
    }

    @Test
    void a_key_that_stays_keeps_its_version() {
        SettableClock clock = new SettableClock(START);
        RealityStore store = new MemoryStore(SELF, clock, atMost(20));
        clock.now = START.plusSeconds(3600);
        List<KeyState> written = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            clock.now = clock.now.plusSeconds(1);
            written.add(change(store, "k" + i));
        }

        assertThat(store.changedSince(0)).isEqualTo(written.subList(3, 21));
    }

    @Test
    void what_is_idle_goes_when_the_oldest_is_overdue() {
        SettableClock clock = new SettableClock(START);
        RealityStore store = new MemoryStore(SELF, clock);
        KeyState old = change(store, "old");
        clock.now = START.plus(Duration.ofDays(2));
        change(store, "younger");
        clock.now = START.plus(Duration.ofDays(31));
        change(store, "young");
        assertThat(store.changedSince(0)).hasSize(3);

        clock.now = START.plus(Duration.ofDays(34));
        change(store, "new");

        assertThat(store.changedSince(0).stream().map(KeyState::key)).containsExactly("young", "new");
        assertThat(store.read(Set.of("old")).get("old").version()).isGreaterThan(old.version());
    }

    @Test
    void versions_only_grow_while_keys_are_forgotten_and_the_clock_stands_still() throws Exception {
        RealityStore store = new MemoryStore(SELF, new SettableClock(START), atMost(10));
        Set<String> keys = IntStream.range(0, 40).mapToObj(i -> "k" + i).collect(Collectors.toSet());
        Map<String, Long> acknowledged = new ConcurrentHashMap<>();
        Map<String, Set<Long>> issued = new ConcurrentHashMap<>();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        AtomicInteger writers = new AtomicInteger(3);
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int writer = writers.get(); writer > 0; writer--) {
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        String key = "k" + ThreadLocalRandom.current().nextInt(keys.size());
                        long version = change(store, key).version();
                        acknowledged.merge(key, version, Math::max);
                        if (!issued.computeIfAbsent(key, k -> ConcurrentHashMap.newKeySet())
                                .add(version)) {
                            wrong.add(key + " got " + version + " twice");
                        }
                    }
                    writers.decrementAndGet();
                }));
            }
            running.add(threads.submit(() -> {
                Map<String, Long> last = new HashMap<>();
                while (writers.get() > 0) {
                    Map<String, Long> before = Map.copyOf(acknowledged);
                    store.read(keys).forEach((key, node) -> {
                        long least = Math.max(before.getOrDefault(key, 0L), last.getOrDefault(key, 0L));
                        if (node.version() < least) {
                            wrong.add(key + " fell from " + least + " to " + node.version());
                        }
                        last.put(key, node.version());
                    });
                }
            }));
            for (Future<?> one : running) {
                one.get(60, TimeUnit.SECONDS);
            }

            assertThat(wrong).isEmpty();
            assertThat(store.changedSince(0)).hasSizeBetween(1, 10);
        } finally {
            threads.shutdownNow();
        }
    }

    private static Bounds atMost(int keys) {
        return new Bounds(Duration.ofDays(30), keys, Duration.ofSeconds(10));
    }

    private static KeyState change(RealityStore store) {
        return change(store, "k");
    }

    private static KeyState change(RealityStore store, String key) {
        return store.write(List.of(Change.invalidate(key, "s"))).get(key);
    }

    private static final class SettableClock extends Clock {

        private Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
