package io.socketless.reality.jakarta.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.socketless.reality.Changed;
import io.socketless.reality.Invalidation;
import io.socketless.reality.KeyState;
import io.socketless.reality.Reality;
import io.socketless.reality.jakarta.Application;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application injects, fires and observes. */
class RealityTest {

    private static Application application;

    @BeforeAll
    static void start() {
        application = Application.start(Observer.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static Reality reality() {
        return application.get(Reality.class);
    }

    @Test
    void an_update_keeps_the_hash_and_moves_the_version_even_if_the_hash_is_the_same() {
        KeyState first = reality().now().update("updated", "h");
        KeyState second = reality().now().update("updated", "h");

        assertThat(first.hash()).isEqualTo("h");
        assertThat(second.hash()).isEqualTo("h");
        assertThat(second.version()).isGreaterThan(first.version());
    }

    @Test
    void an_invalidation_makes_another_hash() {
        assertThat(reality().now().invalidate("hashed").hash())
                .isNotEqualTo(reality().now().invalidate("hashed").hash());
    }

    @Test
    void several_keys_are_invalidated_at_once() {
        Map<String, KeyState> nodes = reality().now().invalidate(List.of("s:1", "s:2", "s:1"));

        assertThat(nodes).containsOnlyKeys("s:1", "s:2");
        assertThat(reality().versions(List.of("s:1", "s:2")))
                .containsEntry("s:1", nodes.get("s:1").version())
                .containsEntry("s:2", nodes.get("s:2").version());
    }

    @Test
    void no_keys_are_no_change() {
        assertThat(reality().now().invalidate(List.of())).isEmpty();
        assertThat(reality().versions(List.of())).isEmpty();
    }

    @Test
    void a_deleted_key_is_gone_and_has_a_higher_version() {
        KeyState before = reality().now().invalidate("deleted");

        KeyState after = reality().now().delete("deleted");

        assertThat(after.exists()).isFalse();
        assertThat(after.version()).isGreaterThan(before.version());
        assertThat(reality().state("deleted")).isEqualTo(after);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~reserved", "with\ttab", "\ud800"})
    void a_bad_key_is_refused_before_anything_changes(String key) {
        KeyState good = reality().now().invalidate("good");

        assertThatIllegalArgumentException().isThrownBy(() -> reality().now().update(key, "h"));
        assertThatIllegalArgumentException().isThrownBy(() -> reality().now().invalidate(key));
        assertThatIllegalArgumentException().isThrownBy(() -> reality().now().invalidate(List.of("good", key)));
        assertThatIllegalArgumentException().isThrownBy(() -> reality().now().delete(key));
        assertThatIllegalArgumentException().isThrownBy(() -> reality().state(key));
        assertThatIllegalArgumentException().isThrownBy(() -> reality().versions(List.of(key)));
        assertThat(reality().state("good")).isEqualTo(good);
    }

    @Test
    void a_key_has_at_most_512_characters() {
        assertThat(reality().now().invalidate("k".repeat(512)).exists()).isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> reality().now().invalidate("k".repeat(513)));
    }

    @Test
    void a_hash_has_1_to_256_characters() {
        assertThat(reality().now().update("h", "\ud83d\ude00".repeat(256)).exists())
                .isTrue();
        assertThatIllegalArgumentException().isThrownBy(() -> reality().now().update("h", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> reality().now().update("h", "h".repeat(257)));
    }

    @Test
    void a_hash_with_half_of_a_surrogate_pair_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> reality().now().update("h", "a\ud800"));
    }

    @Test
    void a_fired_invalidation_has_taken_effect_when_fire_returns() {
        Event<Invalidation> changes = application.event(Invalidation.class);

        changes.fire(Invalidation.of("fired:1", "fired:2"));
        changes.fire(Invalidation.of("fired:3").from("billing"));

        assertThat(reality().state("fired:1").source()).isEqualTo("node-1");
        assertThat(reality().state("fired:2").exists()).isTrue();
        assertThat(reality().state("fired:3").source()).isEqualTo("billing");
    }

    @Test
    void a_fired_invalidation_of_a_bad_key_fails_whoever_fires_it() {
        Event<Invalidation> changes = application.event(Invalidation.class);

        assertThatIllegalArgumentException().isThrownBy(() -> changes.fire(Invalidation.of("fired:good", "~bad")));
        assertThat(reality().state("fired:good").exists()).isFalse();
    }

    @Test
    void changed_keys_have_taken_effect_when_there_is_no_transaction() {
        reality().changed("changed:1", "changed:2");

        assertThat(reality().state("changed:1").source()).isEqualTo("node-1");
        assertThat(reality().state("changed:2").exists()).isTrue();
    }

    @Test
    void a_bad_key_among_the_changed_ones_changes_nothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> reality().changed("changed:good", "~bad"));
        assertThat(reality().state("changed:good").exists()).isFalse();
    }

    @Test
    void no_changed_keys_are_no_change() {
        assertThatCode(() -> reality().changed()).doesNotThrowAnyException();
    }

    @Test
    void every_change_without_a_transaction_has_taken_effect_when_it_returns() {
        reality().update("direct:updated", "h");
        reality().invalidate("direct:1", "direct:2");
        reality().invalidate(List.of("direct:3"));
        assertThat(reality().state("direct:updated").hash()).isEqualTo("h");
        assertThat(reality().state("direct:2").exists()).isTrue();
        assertThat(reality().state("direct:3").exists()).isTrue();

        reality().delete("direct:3");

        assertThat(reality().state("direct:3").exists()).isFalse();
    }

    @Test
    void fired_updates_and_deletions_take_effect() {
        Event<Invalidation> changes = application.event(Invalidation.class);

        changes.fire(Invalidation.update("fired:updated", "h"));
        assertThat(reality().state("fired:updated").hash()).isEqualTo("h");
        changes.fire(Invalidation.delete("fired:updated"));
        assertThat(reality().state("fired:updated").exists()).isFalse();
    }

    @Test
    void an_invalidation_that_is_fired_asynchronously_takes_effect() {
        application
                .event(Invalidation.class)
                .fireAsync(Invalidation.of("fired:async"))
                .toCompletableFuture()
                .join();

        assertThat(reality().state("fired:async").exists()).isTrue();
    }

    @Test
    void a_change_is_observed_asynchronously() {
        KeyState state = reality().now().invalidate("observed:async");

        await().until(() -> Observer.SEEN_ASYNC.contains(new Changed(state)));
    }

    @Test
    void a_change_is_observed() {
        KeyState node = reality().now().invalidate("observed");

        await().until(() -> Observer.SEEN.contains(new Changed(node)));
    }

    @Test
    void a_deletion_is_observed_as_one() {
        reality().now().invalidate("observed:deleted");
        reality().now().delete("observed:deleted");

        await().until(() ->
                Observer.SEEN.stream().anyMatch(event -> event.key().equals("observed:deleted") && event.deleted()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "errs"})
    void an_observer_that_fails_does_not_stop_later_events(String key) {
        reality().now().invalidate(key);
        KeyState later = reality().now().invalidate("after:" + key);

        await().until(() -> Observer.SEEN.contains(new Changed(later)));
    }

    @ApplicationScoped
    static class Observer {

        static final List<Changed> SEEN = new CopyOnWriteArrayList<>();
        static final List<Changed> SEEN_ASYNC = new CopyOnWriteArrayList<>();

        void onAsync(@ObservesAsync Changed event) {
            SEEN_ASYNC.add(event);
        }

        void on(@Observes Changed event) {
            switch (event.key()) {
                case "throws" -> throw new IllegalStateException("An observer that fails");
                case "errs" -> throw new NoClassDefFoundError("of an observer");
                default -> SEEN.add(event);
            }
        }
    }
}
