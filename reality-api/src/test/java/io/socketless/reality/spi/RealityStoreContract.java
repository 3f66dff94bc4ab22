package io.socketless.reality.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.internal.Bounds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link RealityStore} has to do. A store's own test extends this and supplies an empty store. */
public abstract class RealityStoreContract {

    private RealityStore store;

    /** Opens a store without entries, for one test. It is closed afterwards. */
    protected abstract RealityStore openEmpty(Bounds bounds) throws Exception;

    @BeforeEach
    void open() throws Exception {
        store = openEmpty(Bounds.DEFAULTS);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_key_never_written_has_a_floor_above_zero() {
        KeyState node = read("never");

        assertThat(node.version()).isPositive();
        assertThat(node.exists()).isFalse();
        assertThat(node.hash()).isEqualTo(KeyState.hashOf(node.version()));
        assertThat(node.updatedAt()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void a_floor_stays_while_nothing_is_lost() {
        long floor = read("never").version();

        update("other", "h");
        delete("other");

        assertThat(read("never").version()).isEqualTo(floor);
    }

    @Test
    void an_update_is_kept_as_it_was_asked_for() {
        KeyState written = write(Change.update("k", "hash of mine", "billing"));

        assertThat(written.key()).isEqualTo("k");
        assertThat(written.hash()).isEqualTo("hash of mine");
        assertThat(written.source()).isEqualTo("billing");
        assertThat(written.exists()).isTrue();
        assertThat(written.updatedAt())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(read("k")).isEqualTo(written);
    }

    @Test
    void the_first_change_of_a_key_moves_it_above_its_floor() {
        long floor = read("k").version();

        assertThat(update("k", "h").version()).isGreaterThan(floor);
    }

    @Test
    void a_version_grows_through_update_invalidation_deletion_and_re_creation() {
        List<Long> versions = List.of(
                read("k").version(),
                update("k", "a").version(),
                invalidate("k").version(),
                delete("k").version(),
                invalidate("k").version(),
                delete("k").version(),
                delete("k").version(),
                update("k", "a").version());

        assertThat(versions).isSortedAccordingTo(Comparator.naturalOrder()).doesNotHaveDuplicates();
    }

    @Test
    void an_update_with_the_same_hash_still_moves_the_version() {
        KeyState first = update("k", "same");
        KeyState second = update("k", "same");

        assertThat(second.version()).isGreaterThan(first.version());
        assertThat(second.hash()).isEqualTo("same");
    }

    @Test
    void hashes_that_the_store_makes_differ_at_every_change() {
        List<String> hashes = new ArrayList<>();
        hashes.add(read("k").hash());
        for (int i = 0; i < 20; i++) {
            hashes.add(i % 5 == 4 ? delete("k").hash() : invalidate("k").hash());
        }

        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void a_deleted_key_does_not_exist_and_is_read_at_the_version_of_its_deletion() {
        update("k", "h");

        KeyState deleted = delete("k");

        assertThat(deleted.exists()).isFalse();
        assertThat(read("k").exists()).isFalse();
        assertThat(read("k").version()).isEqualTo(deleted.version());
        assertThat(read("k").hash()).isEqualTo(deleted.hash()).isNotEqualTo("h");
    }

    @Test
    void the_deletion_of_a_key_that_was_never_there_moves_its_version_too() {
        long floor = read("k").version();

        assertThat(delete("k").version()).isGreaterThan(floor);
    }

    @Test
    void a_change_leaves_other_keys_alone() {
        Set<String> others = keys(50);
        Map<String, KeyState> before = store.read(others);

        update("k", "h");
        delete("k");

        assertThat(store.read(others)).isEqualTo(before);
    }

    @Test
    void concurrent_writers_never_get_the_same_version_of_a_key() throws Exception {
        int writers = 8;
        int changes = 12;
        CyclicBarrier start = new CyclicBarrier(writers);
        Callable<List<Long>> writer = () -> {
            List<Long> versions = new ArrayList<>();
            start.await();
            for (int i = 0; i < changes; i++) {
                versions.add(update("contended", "same").version());
            }
            return versions;
        };
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            List<Long> all = new ArrayList<>();
            for (Future<List<Long>> versions : IntStream.range(0, writers)
                    .mapToObj(i -> threads.submit(writer))
                    .toList()) {
                List<Long> ofOne = versions.get(60, TimeUnit.SECONDS);
                assertThat(ofOne).isSorted();
                all.addAll(ofOne);
            }
            assertThat(all).hasSize(writers * changes).doesNotHaveDuplicates();
            assertThat(read("contended").version())
                    .isEqualTo(all.stream().mapToLong(Long::longValue).max().orElseThrow());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void a_read_after_a_write_on_another_thread_sees_it() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            for (int i = 0; i < 50; i++) {
                KeyState written = other.submit(() -> invalidate("k")).get(30, TimeUnit.SECONDS);
                assertThat(read("k")).isEqualTo(written);
            }
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void many_keys_are_changed_and_read_at_once() {
        Set<String> keys = keys(300);

        Map<String, KeyState> written = store.write(
                keys.stream().map(key -> Change.update(key, "h", "s")).toList());

        assertThat(written.keySet()).isEqualTo(keys);
        assertThat(store.read(keys)).isEqualTo(written);
    }

    @Test
    void one_call_updates_invalidates_and_deletes() {
        Map<String, KeyState> written = store.write(
                List.of(Change.update("a", "h", "s"), Change.invalidate("b", "s"), Change.delete("c", "s")));

        assertThat(written.get("a").hash()).isEqualTo("h");
        assertThat(written.get("b").exists()).isTrue();
        assertThat(written.get("b").hash())
                .isEqualTo(KeyState.hashOf(written.get("b").version()));
        assertThat(written.get("c").exists()).isFalse();
    }

    @Test
    void a_read_answers_exactly_the_keys_asked_for() {
        update("a", "h");
        update("not asked for", "h");

        assertThat(store.read(Set.of("a", "absent"))).containsOnlyKeys("a", "absent");
    }

    @Test
    void nothing_asked_is_nothing_answered() {
        assertThat(store.read(Set.of())).isEmpty();
        assertThat(store.write(List.of())).isEmpty();
    }

    @Test
    void what_changed_since_is_listed_by_version_without_the_deleted() {
        KeyState before = update("before", "h");
        for (int i = 0; i < 20; i++) {
            update("after" + (i % 7), "h" + i);
        }
        update("deleted", "h");
        delete("deleted");
        read("absent");

        Map<String, KeyState> now = store.read(Set.copyOf(keys("after", 7)));
        List<KeyState> expected = now.values().stream()
                .filter(node -> node.version() > before.version())
                .toList();
        assertThat(store.changedSince(before.version())).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(store.changedSince(0)).hasSize(8).contains(before);
        assertThat(store.changedSince(0)).isSortedAccordingTo(Comparator.comparingLong(KeyState::version));
        assertThat(store.changedSince(
                        now.values().stream().mapToLong(KeyState::version).max().orElseThrow()))
                .isEmpty();
    }

    @Test
    void a_listener_is_told_of_updates_invalidations_and_deletions() {
        Heard first = new Heard();
        Heard second = new Heard();
        store.listen(first);
        store.listen(second);

        List<KeyState> written = List.of(update("a", "h"), invalidate("b"), delete("a"), delete("never there"));

        for (Heard heard : List.of(first, second)) {
            await().untilAsserted(() -> assertThat(heard.nodes).containsAll(written));
        }
    }

    @Test
    void a_listener_that_fails_keeps_nobody_else_from_hearing() {
        Heard heard = new Heard();
        store.listen(new StoreListener() {
            @Override
            public void changed(KeyState node) {
                throw new IllegalStateException("thrown by the test");
            }

            @Override
            public void uncertain() {
                throw new IllegalStateException("thrown by the test");
            }
        });
        store.listen(heard);

        KeyState written = update("k", "h");

        await().untilAsserted(() -> assertThat(heard.nodes).contains(written));
    }

    static List<String> odd_keys() {
        return List.of(
                "__proto__",
                "constructor",
                "hasOwnProperty",
                " ",
                "a b\u00a0c",
                "k".repeat(512),
                "\ud83d\ude80".repeat(256),
                "\u00e4\u00df\u0416\u4e2d\u0e01\u202e",
                "e\u0301",
                "a@b",
                "a/b?c=d&e#f",
                "{\"json\":1}",
                "~");
    }

    @ParameterizedTest
    @MethodSource("odd_keys")
    void any_text_is_a_key(String key) {
        KeyState written = update(key, "hash \ud83d\ude80 \u00e4");

        assertThat(written.key()).isEqualTo(key);
        assertThat(read(key)).isEqualTo(written);
        assertThat(store.changedSince(0)).containsExactly(written);
        assertThat(delete(key).version()).isGreaterThan(written.version());
    }

    @Test
    void keys_that_look_alike_are_different_keys() {
        KeyState composed = update("\u00e9", "h");

        assertThat(read("e\u0301").exists()).isFalse();
        assertThat(read("\u00e9")).isEqualTo(composed);
        assertThat(read("\u00c9").exists()).isFalse();
    }

    @Test
    void a_key_named_twice_in_one_write_is_refused() {
        List<Change> twice = List.of(Change.invalidate("k", "s"), Change.delete("k", "s"));

        assertThatThrownBy(() -> store.write(twice)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keys_that_are_too_many_are_forgotten_and_no_version_comes_back() throws Exception {
        store.close();
        store = openEmpty(new Bounds(Duration.ofDays(30), 10, Duration.ofMillis(100)));
        List<String> keys = keys("key", 40);
        Map<String, Long> written = new HashMap<>();
        keys.forEach(key -> written.put(key, update(key, "h").version()));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(store.changedSince(0)).hasSizeLessThanOrEqualTo(10));

        Map<String, KeyState> left = store.read(Set.copyOf(keys));
        assertThat(left.values()).anyMatch(KeyState::exists);
        assertThat(left).allSatisfy((key, node) -> {
            if (node.exists()) {
                assertThat(node.version()).isGreaterThanOrEqualTo(written.get(key));
            } else {
                assertThat(node.version()).isGreaterThan(written.get(key));
            }
        });
        assertThat(keys).allSatisfy(key -> assertThat(update(key, "h").version())
                .isGreaterThan(left.get(key).version()));
    }

    @Test
    void a_store_is_not_its_own_peer() {
        assertThat(store.peers()).isEmpty();
    }

    @Test
    void a_closed_store_is_unavailable() {
        update("k", "h");

        store.close();
        store.close();

        assertThatThrownBy(() -> read("k")).isInstanceOf(RealityUnavailableException.class);
        assertThatThrownBy(() -> update("k", "h")).isInstanceOf(RealityUnavailableException.class);
        assertThatThrownBy(() -> store.changedSince(0)).isInstanceOf(RealityUnavailableException.class);
        assertThat(store.peers()).isEmpty();
    }

    private KeyState read(String key) {
        Map<String, KeyState> answer = store.read(Set.of(key));
        assertThat(answer).containsOnlyKeys(key);
        return answer.get(key);
    }

    private KeyState update(String key, String hash) {
        return write(Change.update(key, hash, "test"));
    }

    private KeyState invalidate(String key) {
        return write(Change.invalidate(key, "test"));
    }

    private KeyState delete(String key) {
        return write(Change.delete(key, "test"));
    }

    private KeyState write(Change change) {
        Map<String, KeyState> answer = store.write(List.of(change));
        assertThat(answer).containsOnlyKeys(change.key());
        return answer.get(change.key());
    }

    private static Set<String> keys(int count) {
        return Set.copyOf(keys("key", count));
    }

    private static List<String> keys(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    private static final class Heard implements StoreListener {

        final Collection<KeyState> nodes = new ConcurrentLinkedQueue<>();

        @Override
        public void changed(KeyState node) {
            nodes.add(node);
        }

        @Override
        public void uncertain() {
            // Other tests look at this.
        }
    }
}
