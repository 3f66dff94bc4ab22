package io.socketless.reality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.spi.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EngineTest {

    private static final Duration LONG = Duration.ofSeconds(25);
    private static final Duration LOOK = Duration.ofSeconds(3);

    private final GatedStore store = new GatedStore();
    private final ManualTimer timer = new ManualTimer();
    private final ExecutorService executor = Executors.newFixedThreadPool(4);
    private final Engine engine = new Engine(
            store,
            new EngineOptions(3, LOOK, Duration.ofSeconds(5), Duration.ofSeconds(12), Duration.ofSeconds(2)),
            executor,
            timer);

    @AfterEach
    void stop() {
        store.releaseReads();
        store.releaseWrites();
        engine.close();
        executor.shutdownNow();
    }

    @Test
    void a_first_sync_reports_a_key_that_nobody_has_written() {
        assertThat(sync(Map.of("a", 0L)).changed()).containsOnlyKeys("a");
    }

    @Test
    void a_sync_with_the_current_version_reports_nothing() {
        long version = write("a").version();

        assertThat(sync(Map.of("a", version)).changed()).isEmpty();
    }

    @Test
    void a_client_with_a_newer_version_than_ours_is_told_as_well() {
        long version = write("a").version();

        assertThat(sync(Map.of("a", version + 1)).changed()).containsOnlyKeys("a");
    }

    @Test
    void an_empty_sync_never_waits() {
        assertThat(engine.sync(Map.of(), LONG))
                .isCompletedWithValueMatching(result -> result.changed().isEmpty());
    }

    @Test
    void a_change_wakes_a_waiter() {
        CompletableFuture<SyncResult> waiting =
                engine.sync(Map.of("a", write("a").version()), LONG);
        assertThat(waiting).isNotDone();

        long version = write("a").version();

        assertThat(waiting.join().changed().get("a").version()).isEqualTo(version);
        assertThat(engine.waiters()).isZero();
    }

    @Test
    void a_key_deleted_while_a_client_waits_wakes_it() {
        CompletableFuture<SyncResult> waiting =
                engine.sync(Map.of("a", write("a").version()), LONG);

        engine.write(List.of(Change.delete("a", "test"))).join();

        assertThat(waiting.join().changed().get("a").exists()).isFalse();
    }

    @Test
    void a_change_of_another_key_wakes_nobody() {
        CompletableFuture<SyncResult> waiting =
                engine.sync(Map.of("a", write("a").version()), LONG);
        int reads = store.reads.size();

        write("b");

        assertThat(waiting).isNotDone();
        assertThat(store.reads).hasSize(reads);
    }

    @Test
    void a_change_between_registering_and_reading_is_not_lost() {
        long version = write("a").version();
        store.losesNotifications = true; // only the read can tell
        AtomicReference<Runnable> once = new AtomicReference<>(() -> store.write(List.of(Change.invalidate("a", "x"))));
        store.beforeRead = () -> once.getAndSet(() -> {}).run();

        assertThat(engine.sync(Map.of("a", version), LONG).join().changed()).containsOnlyKeys("a");
    }

    @Test
    void a_change_after_reading_and_before_the_answer_is_not_lost() {
        long version = write("a").version();
        store.holdReads();
        CompletableFuture<CompletableFuture<SyncResult>> entering =
                CompletableFuture.supplyAsync(() -> engine.sync(Map.of("a", version), LONG), executor);
        await().until(() -> engine.waiters() == 1 && !store.reads.isEmpty());

        CompletableFuture<KeyState> written = CompletableFuture.supplyAsync(() -> write("a"), executor);
        store.releaseReads();

        assertThat(entering.join().join().changed().get("a").version())
                .isEqualTo(written.join().version());
    }

    @Test
    void the_deadline_ends_a_wait_with_nothing() {
        CompletableFuture<SyncResult> waiting =
                engine.sync(Map.of("a", write("a").version()), LONG);

        timer.pass(LONG);

        assertThat(waiting.join().changed()).isEmpty();
        assertThat(engine.waiters()).isZero();
    }

    @Test
    void a_lost_hint_is_made_up_for_within_the_look_interval() {
        CompletableFuture<SyncResult> waiting =
                engine.sync(Map.of("a", write("a").version()), LONG);
        store.losesNotifications = true;
        write("a");
        assertThat(waiting).isNotDone();

        timer.pass(LOOK.multipliedBy(2));

        assertThat(waiting.join().changed()).containsOnlyKeys("a");
    }

    @Test
    void uncertainty_of_the_store_wakes_within_half_a_second() {
        CompletableFuture<SyncResult> waiting =
                engine.sync(Map.of("a", write("a").version()), LONG);
        store.losesNotifications = true;
        write("a");
        int pending = timer.pending();

        store.becomeUncertain();
        await().until(() -> timer.pending() > pending);
        timer.pass(Duration.ofMillis(500));

        assertThat(waiting.join().changed()).containsOnlyKeys("a");
    }

    @Test
    void a_cancelled_waiter_gives_its_place_back_and_leaves_no_timer() {
        long version = write("a").version();
        int pending = timer.pending();
        CompletableFuture<SyncResult> waiting = engine.sync(Map.of("a", version), LONG);
        assertThat(timer.pending()).isEqualTo(pending + 1);

        waiting.cancel(false);

        assertThat(engine.waiters()).isZero();
        assertThat(timer.pending()).isEqualTo(pending);
    }

    @Test
    void one_waiter_more_than_allowed_is_refused_and_takes_no_place() {
        long version = write("a").version();
        List<CompletableFuture<SyncResult>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(engine.sync(Map.of("a", version), LONG));
        }

        assertThatThrownBy(() -> engine.sync(Map.of("a", version), LONG)).isInstanceOf(WaitersFullException.class);
        waiting.get(0).cancel(false);

        assertThat(engine.sync(Map.of("a", version), LONG)).isNotDone();
    }

    @Test
    void closing_sends_waiters_home_with_a_delay() {
        CompletableFuture<SyncResult> waiting =
                engine.sync(Map.of("a", write("a").version()), LONG);

        engine.close();

        assertThat(waiting.join().retry())
                .hasValueSatisfying(retry -> assertThat(retry).isBetween(Duration.ZERO, Duration.ofSeconds(2)));
        assertThat(engine.waiters()).isZero();
    }

    @Test
    void a_drain_answers_one_group_of_waiters_after_another() {
        long version = write("a").version();
        List<CompletableFuture<SyncResult>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(engine.sync(Map.of("a", version), LONG));
        }

        CompletableFuture<Void> drained = engine.drain(Duration.ofSeconds(3));

        for (int left = 2; left >= 0; left--) {
            timer.pass(Duration.ofMillis(left == 2 ? 0 : 1000));
            int expected = left;
            await().until(() -> engine.waiters() == expected);
            assertThat(drained.isDone()).isEqualTo(left == 0);
        }
        assertThat(waiting).allSatisfy(answer -> assertThat(answer.join().retry())
                .hasValueSatisfying(retry -> assertThat(retry).isBetween(Duration.ZERO, Duration.ofSeconds(2))));
    }

    @Test
    void a_drain_with_nobody_waiting_takes_no_time() {
        assertThat(engine.drain(Duration.ofSeconds(3))).isCompleted();
    }

    @Test
    void a_client_that_leaves_during_a_drain_does_not_hold_it_up() {
        long version = write("a").version();
        List<CompletableFuture<SyncResult>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(engine.sync(Map.of("a", version), LONG));
        }
        CompletableFuture<Void> drained = engine.drain(Duration.ofSeconds(3));

        waiting.forEach(leaving -> leaving.cancel(false));

        assertThat(drained).isCompleted();
        assertThat(engine.waiters()).isZero();
    }

    @Test
    void who_wants_to_wait_during_a_drain_is_told_to_come_back() {
        long version = write("a").version();
        engine.drain(Duration.ofSeconds(3));

        CompletableFuture<SyncResult> told = engine.sync(Map.of("a", version), LONG);

        assertThat(told).isDone();
        assertThat(told.join().changed()).isEmpty();
        assertThat(told.join().retry()).isPresent();
        assertThat(engine.waiters()).isZero();
    }

    @Test
    void who_registers_when_a_drain_begins_is_told_to_come_back() {
        long version = write("a").version();
        AtomicReference<CompletableFuture<Void>> drained = new AtomicReference<>();
        store.beforeRead = () -> drained.compareAndSet(null, engine.drain(Duration.ofSeconds(3)));

        CompletableFuture<SyncResult> told = engine.sync(Map.of("a", version), LONG);

        assertThat(told).succeedsWithin(Duration.ofSeconds(5)).satisfies(result -> assertThat(result.retry())
                .isPresent());
        assertThat(drained.get()).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void during_a_drain_syncs_and_writes_go_on() {
        long version = write("a").version();
        engine.drain(Duration.ofSeconds(3));

        long changed = write("a").version();

        SyncResult told = engine.sync(Map.of("a", version), LONG).join();
        assertThat(told.changed().get("a").version()).isEqualTo(changed);
        assertThat(sync(Map.of("a", changed)).retry()).isEmpty();
    }

    @Test
    void closing_lets_a_write_on_its_way_come_back() throws InterruptedException {
        store.holdWrites();
        CompletableFuture<KeyState> written = CompletableFuture.supplyAsync(() -> write("a"), executor);
        await().until(() -> store.writes.size() == 1);
        Thread closing = new Thread(engine::close);
        closing.start();
        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        assertThat(store.closed).isFalse();

        store.releaseWrites();

        closing.join();
        assertThat(store.closed).isTrue();
        assertThat(written).succeedsWithin(Duration.ofSeconds(5));
    }

    @Test
    void a_waiter_whose_first_read_fails_is_told_and_gives_its_place_back() {
        store.fails = true;

        assertThatThrownBy(() -> engine.sync(Map.of("a", 1L), LONG).join())
                .hasRootCauseInstanceOf(RealityUnavailableException.class);
        assertThat(engine.waiters()).isZero();
    }

    @Test
    void a_waiter_survives_a_store_that_fails_for_a_while() {
        CompletableFuture<SyncResult> waiting =
                engine.sync(Map.of("a", write("a").version()), LONG);
        store.losesNotifications = true;
        write("a");
        store.fails = true;
        int reads = store.reads.size();
        timer.pass(LOOK.multipliedBy(2));
        await().until(() -> store.reads.size() > reads);
        assertThat(waiting).isNotDone();

        store.fails = false;
        timer.pass(LOOK.multipliedBy(2));

        assertThat(waiting.join().changed()).containsOnlyKeys("a");
    }

    @Test
    void requests_that_arrive_during_reads_share_the_next_one() {
        store.holdReads();
        List<CompletableFuture<Void>> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) { // one for each lane
            readers.add(CompletableFuture.runAsync(() -> sync(Map.of("busy", 0L)), executor));
            int lanes = i + 1;
            await().until(() -> store.reads.size() == lanes);
        }
        CompletableFuture<SyncResult> first = engine.sync(Map.of("a", 0L), Duration.ZERO);
        CompletableFuture<SyncResult> second = engine.sync(Map.of("b", 0L), Duration.ZERO);
        store.releaseReads();

        first.join();
        second.join();
        readers.forEach(CompletableFuture::join);
        assertThat(store.reads).hasSize(3).last().isEqualTo(Set.of("a", "b"));
    }

    @Test
    void a_read_never_shares_one_that_was_sent_before_it_asked() {
        long old = write("a").version();
        store.holdReads();
        CompletableFuture<SyncResult> early = CompletableFuture.supplyAsync(() -> sync(Map.of("a", old)), executor);
        await().until(() -> store.reads.size() == 1);

        long version = write("a").version();
        CompletableFuture<SyncResult> late = CompletableFuture.supplyAsync(() -> sync(Map.of("a", old)), executor);
        await().until(() -> store.reads.size() == 2);
        store.releaseReads();

        early.join();
        assertThat(late.join().changed().get("a").version()).isEqualTo(version);
    }

    @Test
    void concurrent_changes_of_a_key_share_one_write() {
        store.holdWrites();
        List<CompletableFuture<KeyState>> busy = new ArrayList<>();
        for (int i = 0; i < 4; i++) { // one for each lane; the executor has as many threads
            busy.add(CompletableFuture.supplyAsync(() -> write("busy"), executor));
            int lanes = i + 1;
            await().until(() -> store.writes.size() == lanes);
        }
        CompletableFuture<Map<String, KeyState>> first = engine.write(List.of(Change.update("a", "1", "x")));
        CompletableFuture<Map<String, KeyState>> second = engine.write(List.of(Change.update("a", "2", "x")));
        store.releaseWrites();

        assertThat(first.join().get("a")).isEqualTo(second.join().get("a"));
        assertThat(second.join().get("a").hash()).isEqualTo("2");
        busy.forEach(CompletableFuture::join);
        assertThat(store.writes).hasSize(5);
    }

    @Test
    void a_read_that_hangs_fails_after_its_time() {
        store.holdReads();
        CompletableFuture<SyncResult> hanging = CompletableFuture.supplyAsync(
                        () -> engine.sync(Map.of("a", 0L), Duration.ZERO), executor)
                .thenCompose(future -> future);
        CompletableFuture<SyncResult> another = CompletableFuture.supplyAsync(
                        () -> engine.sync(Map.of("a", 0L), Duration.ZERO), executor)
                .thenCompose(future -> future);
        await().until(() -> store.reads.size() == 2);
        CompletableFuture<SyncResult> gathered = engine.sync(Map.of("a", 0L), Duration.ZERO);

        timer.pass(Duration.ofSeconds(6));

        assertThatThrownBy(gathered::join).hasRootCauseInstanceOf(RealityUnavailableException.class);
        assertThat(hanging).isNotDone(); // its own thread is inside of the store
        store.releaseReads();
        assertThatThrownBy(hanging::join).hasRootCauseInstanceOf(RealityUnavailableException.class);
        assertThatThrownBy(another::join).hasRootCauseInstanceOf(RealityUnavailableException.class);
    }

    @Test
    void a_write_that_failed_is_repeated_until_it_succeeds() {
        long before = write("a").version();
        store.fails = true;
        assertThatThrownBy(() -> write("a"))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseInstanceOf(RealityUnavailableException.class);
        assertThat(sentWrites()).isEqualTo(2);

        store.fails = false;
        timer.pass(Duration.ofSeconds(1));

        await().until(() -> !sync(Map.of("a", before)).changed().isEmpty());
        timer.pass(Duration.ofSeconds(10));
        assertThat(sentWrites()).isEqualTo(3);
    }

    @Test
    void observers_learn_of_a_write_when_it_is_confirmed() {
        List<List<Change>> written = new ArrayList<>();
        engine.observeWrites(written::add);
        List<Change> changes = List.of(Change.invalidate("a", "test"), Change.delete("b", "test"));

        store.fails = true;
        assertThatThrownBy(() -> engine.write(changes).join()).isInstanceOf(CompletionException.class);
        assertThat(written).isEmpty();
        store.fails = false;
        engine.write(changes).join();

        assertThat(written).containsExactly(changes);
    }

    @Test
    void observers_learn_of_a_write_that_failed_when_it_succeeds_in_the_background() {
        List<List<Change>> written = new CopyOnWriteArrayList<>();
        engine.observeWrites(written::add);
        store.fails = true;
        assertThatThrownBy(() -> write("a")).isInstanceOf(CompletionException.class);

        store.fails = false;
        timer.pass(Duration.ofSeconds(1));

        await().until(() -> !written.isEmpty());
        timer.pass(Duration.ofSeconds(10));
        assertThat(written).containsExactly(List.of(Change.invalidate("a", "test")));
    }

    @Test
    void observers_learn_of_changes() {
        List<KeyState> seen = new ArrayList<>();
        engine.observe(seen::add);

        KeyState written = write("a");

        assertThat(seen).containsExactly(written);
    }

    @Test
    void what_gathers_while_the_executor_ends_is_failed_not_forgotten() throws InterruptedException {
        store.holdReads();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) { // one for each lane
            readers.add(new Thread(() -> sync(Map.of("busy", 0L))));
            readers.get(i).start();
            int lanes = i + 1;
            await().until(() -> store.reads.size() == lanes);
        }
        CompletableFuture<SyncResult> gathered = engine.sync(Map.of("a", 0L), Duration.ZERO);
        executor.shutdown();

        store.releaseReads();

        assertThatThrownBy(gathered::join).hasRootCauseInstanceOf(RejectedExecutionException.class);
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(engine.sync(Map.of("a", 0L), Duration.ZERO).join().changed()).containsOnlyKeys("a");
    }

    @Test
    void a_closed_engine_refuses() {
        engine.close();

        assertThat(engine.sync(Map.of("a", 0L), LONG)).isCompletedExceptionally();
        assertThat(engine.write(List.of(Change.invalidate("a", "x")))).isCompletedExceptionally();
    }

    @Test
    void nothing_written_is_nothing_done() {
        assertThat(engine.write(List.of()).join()).isEmpty();
        assertThat(engine.read(Set.of()).join()).isEmpty();
        assertThat(store.writes).isEmpty();
    }

    private int sentWrites() {
        return store.writes.size();
    }

    private SyncResult sync(Map<String, Long> known) {
        return engine.sync(known, Duration.ZERO).join();
    }

    private KeyState write(String key) {
        return engine.write(List.of(Change.invalidate(key, "test"))).join().get(key);
    }
}
