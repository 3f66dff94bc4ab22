package io.socketless.reality.it.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.Invalidation;
import io.socketless.reality.KeyState;
import io.socketless.reality.Reality;
import io.socketless.reality.it.board.Rooms;
import jakarta.ejb.EJB;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The API in an application: injection, transactions, EJBs, interceptors. Runs inside the server. */
@Tag("one-node")
@Tag("first-tier")
@ArquillianTest
public class TransactionIT {
    @Inject
    private Reality reality;

    @Inject
    private Event<Invalidation> changes;

    @Inject
    private UserTransaction transaction;

    @Inject
    private Rooms rooms;

    @EJB
    private Clerk clerk;

    private final String key = "inside:" + UUID.randomUUID();

    private long version() {
        return reality.state(key).version();
    }

    @Test
    public void an_event_outside_a_transaction_takes_effect_at_once() {
        long before = version();

        changes.fire(Invalidation.of(key));

        assertThat(version()).isGreaterThan(before);
    }

    @Test
    public void an_event_takes_effect_after_the_commit_and_not_before() throws Exception {
        long before = version();
        transaction.begin();
        changes.fire(Invalidation.of(key));
        assertThat(version()).isEqualTo(before);

        transaction.commit();

        assertThat(version()).isGreaterThan(before);
    }

    @Test
    public void changed_takes_effect_after_the_commit_and_not_before() throws Exception {
        long before = version();
        transaction.begin();
        reality.changed(key);
        assertThat(version()).isEqualTo(before);

        transaction.commit();

        assertThat(version()).isGreaterThan(before);
    }

    @Test
    public void a_rollback_changes_nothing() throws Exception {
        long before = version();
        transaction.begin();
        changes.fire(Invalidation.of(key));
        reality.changed(key);

        transaction.rollback();

        assertThat(version()).isEqualTo(before);
    }

    @Test
    public void the_transaction_of_an_ejb_counts() {
        long before = version();

        assertThat(clerk.change(key)).isEqualTo(before);

        assertThat(version()).isGreaterThan(before);
    }

    @Test
    public void an_ejb_that_rolls_back_changes_nothing() {
        long before = version();

        clerk.changeAndRollBack(key);

        assertThat(version()).isEqualTo(before);
    }

    @Test
    public void an_annotated_method_changes_its_keys_unless_it_is_rolled_back() {
        String room = key;
        long before = reality.state("room:" + room).version();

        assertThatThrownBy(() -> rooms.post(room, true)).isInstanceOf(IllegalStateException.class);
        assertThat(reality.state("room:" + room).version()).isEqualTo(before);

        rooms.post(room, false);
        assertThat(reality.state("room:" + room).version()).isGreaterThan(before);
    }

    @Test
    public void a_key_that_never_changed_has_a_version_and_does_not_exist() {
        KeyState state = reality.state(key);

        assertThat(state.exists()).isFalse();
        assertThat(reality.versions(List.of(key))).containsEntry(key, state.version());
    }
}
