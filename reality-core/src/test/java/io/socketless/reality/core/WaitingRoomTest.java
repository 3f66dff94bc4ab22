package io.socketless.reality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Waiting while hints get lost, reads fail, and many wait. What is to run is run when a test says so. */
class WaitingRoomTest {

    private static final Duration LONG = Duration.ofSeconds(25);
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final Map<String, Long> versions = new HashMap<>();
    private final List<Set<String>> reads = new ArrayList<>();
    private final List<CompletableFuture<Void>> held = new ArrayList<>();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final ManualTimer timer = new ManualTimer();
    private final WaitingRoom room =
            new WaitingRoom(this::read, 10_000, LOOK, Duration.ofSeconds(2), tasks::add, timer);
    private boolean fails;
    private boolean holds;

    @Test
    void no_key_waits_for_a_look_longer_than_the_interval_though_many_others_come_to_be_watched() {
        List<CompletableFuture<SyncResult>> early = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            early.add(enter("early:" + i));
        }
        int before = reads.size();
        for (int i = 0; i < 400 && reads.size() == before; i++) {
            pass(Duration.ofMillis(10));
        }

        keys("early:", 20).forEach(this::changeUnheard);
        enter(keys("late:", 2_000));
        pass(LOOK);

        assertThat(early).allSatisfy(waiter -> assertThat(waiter).isDone());
    }

    @Test
    void when_any_key_may_have_changed_they_are_read_little_by_little() {
        enter(keys("k", 1_200));
        reads.clear();

        room.uncertain();
        pass(Duration.ZERO);
        assertThat(reads).hasSize(1);
        pass(Duration.ofMillis(500));

        assertThat(reads).hasSize(3).allSatisfy(keys -> assertThat(keys).hasSizeLessThanOrEqualTo(500));
        assertThat(reads.stream().flatMap(Set::stream).collect(Collectors.toSet()))
                .hasSize(1_200);
    }

    @Test
    void a_look_that_fails_does_not_delay_the_next() {
        CompletableFuture<SyncResult> waiter = enter("a");
        fails = true;
        changeUnheard("a");
        room.changed("a");
        run();
        assertThat(waiter).isNotDone();

        fails = false;
        room.changed("a");
        run();

        assertThat(waiter).isDone();
    }

    @Test
    void a_look_that_failed_is_made_up_for_within_the_interval() {
        CompletableFuture<SyncResult> waiter = enter("a");
        fails = true;
        changeUnheard("a");
        room.changed("a");
        run();

        fails = false;
        pass(LOOK);

        assertThat(waiter).isDone();
    }

    @Test
    void a_look_that_hangs_does_not_delay_the_next() {
        CompletableFuture<SyncResult> waiter = enter("a");
        holds = true;
        room.changed("a");
        run();
        holds = false;

        changeUnheard("a");
        room.changed("a");
        run();

        assertThat(waiter).isDone();
    }

    @Test
    void a_hint_that_comes_during_a_look_leads_to_another() {
        CompletableFuture<SyncResult> waiter = enter("a");
        holds = true;
        room.changed("a");
        run();

        changeUnheard("a");
        room.changed("a");
        run();
        held.forEach(read -> read.complete(null));
        run();

        assertThat(waiter).isDone();
    }

    @Test
    void a_look_that_began_before_a_client_came_does_not_take_it_back_to_an_older_version() {
        CompletableFuture<SyncResult> early = enter("a");
        holds = true;
        room.changed("a");
        run();
        holds = false;

        changeUnheard("a");
        CompletableFuture<SyncResult> late = room.enter(Map.of("a", 2L), LONG);
        held.forEach(read -> read.complete(null));
        run();

        assertThat(early).isNotDone();
        assertThat(late).isNotDone();
    }

    @Test
    void many_who_wait_for_one_key_are_told_in_parallel() {
        for (int i = 0; i < 250; i++) {
            enter("a");
        }
        changeUnheard("a");
        room.changed("a");
        tasks.remove().run();

        assertThat(tasks).hasSize(3);
        run();
        assertThat(room.occupied()).isZero();
    }

    @Test
    void many_are_sent_home_in_groups_over_the_whole_drain() {
        for (int i = 0; i < 1_000; i++) {
            enter("a");
        }

        room.drain(Duration.ofSeconds(2));

        for (int tenth = 0; tenth < 10; tenth++) {
            assertThat(room.occupied()).isCloseTo(1_000 - 100 * tenth, within(25));
            pass(Duration.ofMillis(200));
        }
        assertThat(room.occupied()).isZero();
    }

    private CompletableFuture<SyncResult> enter(String key) {
        return enter(Set.of(key));
    }

    private CompletableFuture<SyncResult> enter(Set<String> keys) {
        return room.enter(keys.stream().collect(Collectors.toMap(key -> key, key -> 1L)), LONG);
    }

    private static Set<String> keys(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).collect(Collectors.toSet());
    }

    /** A change whose hint is lost. */
    private void changeUnheard(String key) {
        versions.put(key, 2L);
    }

    private CompletableFuture<Map<String, KeyState>> read(Set<String> keys) {
        reads.add(keys);
        if (fails) {
            return CompletableFuture.failedFuture(new RealityUnavailableException("The test says so"));
        }
        Map<String, KeyState> nodes = new HashMap<>();
        keys.forEach(key -> nodes.put(key, KeyState.absent(key, versions.getOrDefault(key, 1L), "")));
        CompletableFuture<Void> answer = new CompletableFuture<>();
        if (holds) {
            held.add(answer);
        } else {
            answer.complete(null);
        }
        return answer.thenApply(none -> nodes);
    }

    private void pass(Duration time) {
        run();
        timer.pass(time);
        run();
    }

    private void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }
}
