package io.socketless.reality.jakarta.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.core.SyncResult;
import io.socketless.reality.jakarta.Logged;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import io.socketless.reality.spi.RealityStoreProvider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalNodeTest {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String id = "local-node-test-" + NUMBER.incrementAndGet();
    private final Map<String, String> settings = new HashMap<>();
    private final FragileStore store = new FragileStore();
    private final CountDownLatch storeMayOpen = new CountDownLatch(1);
    private final Logged logged = new Logged();
    private final List<LocalNode> started = new ArrayList<>();

    @AfterEach
    void stop() {
        storeMayOpen.countDown();
        store.failsOnClose = false;
        started.forEach(LocalNode::close);
        logged.close();
    }

    private LocalNode start(RealityStoreProvider.Opener opener) {
        return start("PT2S", opener);
    }

    private LocalNode start(String drain, RealityStoreProvider.Opener opener) {
        settings.put("reality.server.id", id);
        settings.put("reality.drain", drain);
        LocalNode node =
                new LocalNode(ServerSettings.of(name -> Optional.ofNullable(settings.get(name))), opener, engine -> {});
        started.add(node);
        return node;
    }

    private LocalNode startOpen() {
        LocalNode node = start(() -> store);
        await().until(() -> node.engine().isPresent());
        return node;
    }

    private LocalNode startLate() {
        return start(() -> {
            storeMayOpen.await();
            return store;
        });
    }

    /** A store whose opening cannot be interrupted, like a library that waits for its cluster. */
    private LocalNode startStubborn(CountDownLatch opening) {
        return start(() -> {
            opening.countDown();
            while (true) {
                try {
                    storeMayOpen.await();
                    return store;
                } catch (InterruptedException ignored) {
                    storeMayOpen.countDown();
                }
            }
        });
    }

    @Test
    void a_node_whose_store_is_not_open_has_no_engine() {
        LocalNode node = startLate();

        assertThat(node.engine()).isEmpty();
        assertThatThrownBy(node::requireEngine)
                .isInstanceOf(RealityUnavailableException.class)
                .hasMessageContaining("starting");
    }

    @Test
    void a_write_waits_for_a_store_that_opens_late() {
        LocalNode node = startLate();
        CompletableFuture<Long> version = CompletableFuture.supplyAsync(() ->
                node.write(List.of(Change.invalidate("a", "test"))).get("a").version());

        storeMayOpen.countDown();

        assertThat(version).succeedsWithin(Duration.ofSeconds(10));
        assertThat(node.read(Set.of("a")).get("a").version()).isEqualTo(version.join());
    }

    @Test
    void a_store_that_fails_twice_is_opened_the_third_time() {
        AtomicInteger attempts = new AtomicInteger();
        LocalNode node = start(() -> {
            if (attempts.incrementAndGet() <= 2) {
                throw new IllegalStateException("No cluster yet");
            }
            return store;
        });

        await().atMost(Duration.ofSeconds(10)).until(() -> node.engine().isPresent());

        assertThat(attempts).hasValue(3);
        assertThat(logged.messages()).filteredOn(is("REALITY-1003")).hasSize(2);
    }

    @Test
    void a_store_whose_classes_are_missing_is_tried_again() {
        AtomicInteger attempts = new AtomicInteger();
        LocalNode node = start(() -> {
            if (attempts.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("sun/misc/Unsafe");
            }
            return store;
        });

        await().atMost(Duration.ofSeconds(10)).until(() -> node.engine().isPresent());

        assertThat(logged.messages()).filteredOn(is("REALITY-1003")).hasSize(1);
    }

    @Test
    void a_store_is_closed_if_its_engine_cannot_begin() {
        LocalNode node = new LocalNode(ServerSettings.of(name -> Optional.empty()), () -> store, engine -> {
            throw new IllegalStateException("No observers");
        });
        started.add(node);

        await().until(() -> store.closed);
        assertThat(node.engine()).isEmpty();
    }

    @Test
    void what_is_published_before_the_store_is_open_is_published_then() {
        LocalNode node = startLate();
        node.publisher().publish(List.of(Change.invalidate("a", "early")), List.of());

        storeMayOpen.countDown();

        await().until(() -> node.engine().isPresent());
        await().until(() -> node.read(Set.of("a")).get("a").source().equals("early"));
    }

    @Test
    void a_publication_has_happened_when_it_returns() {
        LocalNode node = startOpen();

        node.publisher().publish(List.of(Change.invalidate("a", "now")), List.of());

        assertThat(node.read(Set.of("a")).get("a").source()).isEqualTo("now");
    }

    @Test
    void a_publication_that_fails_does_not_throw_and_is_tried_again() {
        LocalNode node = startOpen();
        store.broken = true;

        node.publisher().publish(List.of(Change.invalidate("a", "later")), List.of());

        assertThat(logged.messages()).filteredOn(is("REALITY-1005")).hasSize(1);
        store.broken = false;
        await().until(() -> node.read(Set.of("a")).get("a").source().equals("later"));
    }

    @Test
    void a_publication_after_the_close_does_not_throw() {
        LocalNode node = startOpen();
        node.close();

        node.publisher().publish(List.of(Change.invalidate("a", "too late")), List.of());

        assertThat(logged.messages()).filteredOn(is("REALITY-1005")).hasSize(1);
    }

    @Test
    void an_intent_is_withdrawn_when_its_publication_is_confirmed() {
        LocalNode node = startOpen();
        List<Change> changes = List.of(Change.invalidate("a", "s"));

        List<Intent> intents = node.publisher().intend(changes).stream().toList();
        assertThat(store.notes).containsExactly("noted a");
        node.publisher().publish(changes, intents);

        assertThat(store.notes).containsExactly("noted a", "withdrawn a");
    }

    @Test
    void the_intent_of_a_publication_that_fails_is_left_to_the_store() {
        LocalNode node = startOpen();
        List<Change> changes = List.of(Change.invalidate("a", "s"));
        List<Intent> intents = node.publisher().intend(changes).stream().toList();
        store.broken = true;

        node.publisher().publish(changes, intents);

        assertThat(store.notes).containsExactly("noted a", "handed over a");
    }

    @Test
    void the_intent_of_a_transaction_that_outlives_the_node_is_left_to_the_store() {
        LocalNode node = startOpen();
        List<Change> changes = List.of(Change.invalidate("a", "s"));
        List<Intent> intents = node.publisher().intend(changes).stream().toList();
        node.close();

        node.publisher().publish(changes, intents);

        assertThat(store.notes).containsExactly("noted a", "handed over a");
    }

    @Test
    void a_store_that_takes_no_notes_is_warned_of_once_and_stops_nobody() {
        LocalNode node = startOpen();
        store.takesNoNotes = true;
        List<Change> changes = List.of(Change.invalidate("a", "s"));

        assertThat(node.publisher().intend(changes)).isEmpty();
        assertThat(node.publisher().intend(changes)).isEmpty();

        assertThat(logged.messages()).filteredOn(is("REALITY-1012")).hasSize(1);
    }

    @Test
    void nothing_is_noted_where_that_is_turned_off() {
        settings.put("reality.transactions.intent", "false");
        LocalNode node = startOpen();

        assertThat(node.publisher().intend(List.of(Change.invalidate("a", "s"))))
                .isEmpty();

        assertThat(store.notes).isEmpty();
        assertThat(logged.messages()).noneMatch(is("REALITY-1012"));
    }

    @Test
    void closing_ends_all_threads_and_the_store() {
        LocalNode node = startOpen();
        node.read(Set.of("a"));
        assertThat(threads()).isNotEmpty();

        node.close();

        assertThat(store.closed).isTrue();
        assertThat(node.engine()).isEmpty();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void closing_answers_those_who_wait() throws Exception {
        LocalNode node = startOpen();
        long version = node.read(Set.of("a")).get("a").version();
        CompletableFuture<SyncResult> waiting = node.requireEngine().sync(Map.of("a", version), Duration.ofMinutes(1));

        node.close();

        assertThat(waiting.get(1, TimeUnit.SECONDS).retry()).isPresent();
    }

    @Test
    void closing_answers_one_after_another_until_the_drain_is_over() {
        LocalNode node = start("PT3S", () -> store);
        await().until(() -> node.engine().isPresent());
        List<CompletableFuture<Long>> told = waitersWithTimes(node, 3);
        long begun = System.nanoTime();

        node.close();

        List<Long> millis = told.stream()
                .map(time -> TimeUnit.NANOSECONDS.toMillis(time.join() - begun))
                .sorted()
                .toList();
        assertThat(millis.get(1) - millis.get(0)).isGreaterThan(100);
        assertThat(millis.get(2) - millis.get(1)).isGreaterThan(100);
    }

    @Test
    void with_a_drain_of_no_time_closing_answers_all_at_once() {
        LocalNode node = start("PT0S", () -> store);
        await().until(() -> node.engine().isPresent());
        List<CompletableFuture<Long>> told = waitersWithTimes(node, 3);
        long begun = System.nanoTime();

        node.close();

        assertThat(told).allSatisfy(time -> assertThat(time.join() - begun).isLessThan(500_000_000));
    }

    @Test
    void a_node_that_drains_serves_until_it_is_closed() {
        LocalNode node = startOpen();

        node.drain();

        assertThat(node.isLeaving()).isTrue();
        assertThat(node.write(List.of(Change.invalidate("a", "test")))).containsKey("a");
        assertThat(node.requireEngine()
                        .sync(Map.of("a", 0L), Duration.ZERO)
                        .join()
                        .changed())
                .containsKey("a");
    }

    @Test
    void a_store_that_opens_during_a_drain_holds_nobody() {
        LocalNode node = startLate();
        node.drain();
        storeMayOpen.countDown();
        await().until(() -> node.engine().isPresent());

        long version = node.read(Set.of("a")).get("a").version();

        await().untilAsserted(() -> assertThat(node.requireEngine()
                        .sync(Map.of("a", version), Duration.ofMinutes(1))
                        .get(1, TimeUnit.SECONDS)
                        .retry())
                .isPresent());
    }

    @Test
    void the_end_of_the_jvm_drains_a_node_that_is_not_closed() throws Exception {
        LocalNode node = startOpen();

        node.shutdownHook().start();

        await().until(node::isLeaving);
        node.shutdownHook().join();
        assertThat(Runtime.getRuntime().removeShutdownHook(node.shutdownHook())).isTrue();
    }

    @Test
    void a_closed_node_leaves_nothing_for_the_end_of_the_jvm() {
        LocalNode node = startOpen();

        node.close();

        assertThat(Runtime.getRuntime().removeShutdownHook(node.shutdownHook())).isFalse();
    }

    /** Clients that wait; each future completes with the time of the answer. */
    private static List<CompletableFuture<Long>> waitersWithTimes(LocalNode node, int count) {
        long version = node.read(Set.of("a")).get("a").version();
        List<CompletableFuture<Long>> told = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            told.add(node.requireEngine()
                    .sync(Map.of("a", version), Duration.ofMinutes(1))
                    .thenApply(result -> System.nanoTime()));
        }
        return told;
    }

    @Test
    void closing_twice_is_harmless() {
        LocalNode node = startOpen();

        node.close();
        node.close();

        assertThat(logged.messages()).filteredOn(is("REALITY-1002")).hasSize(1);
    }

    @Test
    void closing_while_the_store_opens_ends_all_threads() {
        LocalNode node = startLate();

        node.close();

        await().untilAsserted(() -> assertThat(threads()).isEmpty());
        assertThatThrownBy(node::requireEngine).hasMessageContaining("shutting down");
    }

    @Test
    void closing_between_two_attempts_ends_all_threads() {
        LocalNode node = start(() -> {
            throw new IllegalStateException("Never");
        });
        await().until(() -> logged.messages().stream().anyMatch(is("REALITY-1003")));

        node.close();

        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void a_store_that_opens_after_the_close_is_closed() throws Exception {
        CountDownLatch opening = new CountDownLatch(1);
        LocalNode node = startStubborn(opening);
        opening.await();

        node.close();

        await().until(() -> store.closed);
        assertThat(node.engine()).isEmpty();
        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void threads_end_even_if_the_store_does_not_close() {
        LocalNode node = startOpen();
        store.failsOnClose = true;

        assertThatCode(node::close).hasMessage("Does not close");

        await().untilAsserted(() -> assertThat(threads()).isEmpty());
    }

    @Test
    void who_waits_for_the_store_of_a_node_that_closes_is_refused() {
        LocalNode node = startLate();
        CompletableFuture<?> reading = CompletableFuture.supplyAsync(() -> node.read(Set.of("a")));

        node.close();

        assertThat(reading)
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(RealityUnavailableException.class)
                .withMessageContaining("shutting down");
    }

    private List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains(id))
                .toList();
    }

    private static Predicate<String> is(String messageId) {
        return message -> message.startsWith(messageId);
    }
}
