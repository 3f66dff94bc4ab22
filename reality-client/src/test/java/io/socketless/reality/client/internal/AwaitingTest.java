package io.socketless.reality.client.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.client.DeniedException;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.Snapshot;
import io.socketless.reality.client.State;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A waiting thread, when events coincide. */
class AwaitingTest {

    private final Awaiting awaiting = new Awaiting("x", 7);

    @Test
    void a_change_when_the_time_is_just_over_is_left_to_the_next_wait() throws Exception {
        awaiting.timeOut();
        awaiting.accept(version(8));

        assertThat(awaiting.await()).isEmpty();
    }

    @Test
    void a_change_right_behind_another_is_left_to_the_next_wait() throws Exception {
        awaiting.accept(version(8));
        awaiting.accept(version(9));

        assertThat(awaiting.await().get().version()).isEqualTo(8);
    }

    @Test
    void an_interrupted_wait_throws() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(awaiting::await).isInstanceOf(InterruptedException.class);
        awaiting.accept(version(8));
    }

    @Test
    void a_caller_that_holds_no_version_receives_the_first() throws Exception {
        Awaiting first = new Awaiting("x", 0);
        first.accept(version(3));

        assertThat(first.await().get().version()).isEqualTo(3);
    }

    @Test
    void a_denied_key_is_not_mistaken_for_no_change() {
        awaiting.accept(new State.Denied<>());

        assertThatThrownBy(awaiting::await).isInstanceOf(DeniedException.class).hasMessageContaining("'x'");
    }

    private static State<KeyReport> version(long version) {
        KeyReport report = new KeyReport("x", version, "", "", Optional.empty());
        return new State.Ready<>(new Snapshot<>("x", report, report, Instant.EPOCH, false));
    }
}
