package io.socketless.reality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Reads end when the test says so, in whatever order. */
class FirstReadTest {

    private static final Duration LONG = Duration.ofSeconds(25);

    private final List<CompletableFuture<Map<String, KeyState>>> reads = new ArrayList<>();
    private final WaitingRoom room = new WaitingRoom(
            keys -> {
                CompletableFuture<Map<String, KeyState>> read = new CompletableFuture<>();
                reads.add(read);
                return read;
            },
            10,
            Duration.ofSeconds(3),
            Duration.ofSeconds(2),
            Runnable::run,
            new ManualTimer());

    @Test
    void a_look_that_overtakes_the_first_read_leaves_no_key_out() {
        CompletableFuture<SyncResult> waiting = room.enter(Map.of("a", 1L, "b", 1L), LONG);
        room.changed("b");
        reads.get(1).complete(Map.of("b", node("b", 2)));
        assertThat(waiting).isNotDone();

        reads.get(0).complete(Map.of("a", node("a", 2), "b", node("b", 1)));

        assertThat(waiting.join().changed()).containsOnlyKeys("a", "b");
    }

    @Test
    void a_look_after_the_first_read_answers_at_once() {
        CompletableFuture<SyncResult> waiting = room.enter(Map.of("a", 1L, "b", 1L), LONG);
        reads.get(0).complete(Map.of("a", node("a", 1), "b", node("b", 1)));

        room.changed("b");
        reads.get(1).complete(Map.of("b", node("b", 2)));

        assertThat(waiting.join().changed()).containsOnlyKeys("b");
    }

    @Test
    void who_is_sent_home_before_the_first_read_is_not_told_that_nothing_changed() {
        CompletableFuture<SyncResult> waiting = room.enter(Map.of("a", 1L), LONG);

        room.close();

        assertThatThrownBy(waiting::join).hasCauseInstanceOf(RealityUnavailableException.class);
        assertThat(room.occupied()).isZero();
    }

    private static KeyState node(String key, long version) {
        return KeyState.absent(key, version, "test");
    }
}
