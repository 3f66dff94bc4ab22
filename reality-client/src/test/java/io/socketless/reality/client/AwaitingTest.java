package io.socketless.reality.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a thread that waits takes for known, when things happen at the same moment. */
class AwaitingTest {

    private final List<Long> noted = new ArrayList<>();
    private final Awaiting awaiting = new Awaiting(7, noted::add);

    @Test
    void a_change_when_the_time_is_just_over_is_left_to_the_next_wait() throws Exception {
        awaiting.giveUp();
        awaiting.accept(version(8));

        assertThat(awaiting.await()).isEmpty();
        assertThat(noted).isEmpty();
    }

    @Test
    void a_change_right_behind_another_is_left_to_the_next_wait() throws Exception {
        awaiting.accept(version(8));
        awaiting.accept(version(9));

        assertThat(awaiting.await().get().version()).isEqualTo(8);
        assertThat(noted).containsExactly(8L);
    }

    @Test
    void a_change_before_an_interrupt_that_nobody_was_told_of_is_left_to_the_next_wait() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(awaiting::await).isInstanceOf(InterruptedException.class);
        awaiting.accept(version(8));
        assertThat(noted).isEmpty();
    }

    @Test
    void the_first_version_is_what_must_change_if_none_was_known() throws Exception {
        Awaiting first = new Awaiting(0, noted::add);
        first.accept(version(3));
        first.accept(version(4));

        assertThat(first.await().get().version()).isEqualTo(4);
        assertThat(noted).containsExactly(3L, 4L);
    }

    private static State<KeyReport> version(long version) {
        KeyReport node = new KeyReport("x", version, "", "", Optional.empty());
        return new State.Ready<>(new Snapshot<>("x", node, node, Instant.EPOCH, false));
    }
}
