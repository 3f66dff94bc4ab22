package io.socketless.reality.it.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.Invalidation;
import io.socketless.reality.KeyState;
import io.socketless.reality.Reality;
import jakarta.ejb.EJB;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** All of {@link Reality} in an application, and the ways by which it is notified. Runs inside the server. */
@Tag("one-node")
@Tag("first-tier")
@ArquillianTest
public class RealityIT {
    @Inject
    private Reality reality;

    @Inject
    private Event<Invalidation> changes;

    @Inject
    private UserTransaction transaction;

    @Inject
    private Witness witness;

    @EJB
    private Clerk clerk;

    private final String key = "api:" + UUID.randomUUID();

    private long version() {
        return reality.state(key).version();
    }

    @Test
    public void a_hash_takes_effect_after_the_commit_and_not_before() throws Exception {
        transaction.begin();
        reality.update(key, "first");
        assertThat(reality.state(key).exists()).isFalse();

        transaction.commit();

        assertThat(reality.state(key).hash()).isEqualTo("first");
    }

    @Test
    public void a_deletion_takes_effect_after_the_commit_and_not_before() throws Exception {
        reality.now().update(key, "h");
        transaction.begin();
        reality.delete(key);
        assertThat(reality.state(key).exists()).isTrue();

        transaction.commit();

        assertThat(reality.state(key).exists()).isFalse();
    }

    @Test
    public void a_rollback_leaves_hashes_and_keys_as_they_were() throws Exception {
        KeyState before = reality.now().update(key, "h");
        transaction.begin();
        reality.update(key, "other");
        reality.invalidate(key);
        reality.invalidate(List.of(key));
        reality.delete(key);
        changes.fire(Invalidation.delete(key));

        transaction.rollback();

        assertThat(reality.state(key)).isEqualTo(before);
    }

    @Test
    public void the_last_change_of_a_key_in_a_transaction_counts() throws Exception {
        transaction.begin();
        reality.delete(key);
        reality.update(key, "kept");

        transaction.commit();

        assertThat(reality.state(key).hash()).isEqualTo("kept");
    }

    @Test
    public void now_does_not_wait_for_the_transaction() throws Exception {
        long before = version();
        transaction.begin();
        try {
            KeyState updated = reality.now().update(key, "h");
            assertThat(updated.version()).isGreaterThan(before).isEqualTo(version());
            KeyState invalidated = reality.now().invalidate(key);
            assertThat(invalidated.version()).isGreaterThan(updated.version());
            Map<String, KeyState> all = reality.now().invalidate(List.of(key));
            assertThat(all.get(key).version()).isGreaterThan(invalidated.version());
            assertThat(reality.now().delete(key).exists()).isFalse();
        } finally {
            transaction.rollback();
        }

        assertThat(reality.state(key).exists()).isFalse();
        assertThat(version()).isGreaterThan(before);
    }

    @Test
    public void the_own_transaction_of_an_ejb_counts_and_not_that_of_its_caller() throws Exception {
        long before = version();
        transaction.begin();
        clerk.changeInOwnTransaction(key);
        long after = version();

        transaction.rollback();

        assertThat(after).isGreaterThan(before);
        assertThat(version()).isEqualTo(after);
    }

    @Test
    public void an_invalid_key_is_refused_at_once_and_harms_no_transaction() throws Exception {
        transaction.begin();
        reality.update(key, "h");
        assertThatThrownBy(() -> reality.invalidate(key, "~reserved")).isInstanceOf(IllegalArgumentException.class);

        transaction.commit();

        assertThat(reality.state(key).exists()).isTrue();
    }

    @Test
    public void an_event_fired_asynchronously_is_published() throws Exception {
        long before = version();

        changes.fireAsync(Invalidation.of(key)).toCompletableFuture().get(30, TimeUnit.SECONDS);

        assertThat(version()).isGreaterThan(before);
    }

    @Test
    public void observers_and_listeners_run_on_container_threads_with_the_naming_context() throws Exception {
        reality.invalidate(key);

        assertNotified("naming context in the observer of " + key, "naming context in the listener of " + key);
    }

    @Test
    public void observers_and_listeners_are_notified() throws Exception {
        reality.delete(key);

        assertNotified("sync " + key + " deleted", "async " + key + " deleted", "published " + key);
    }

    private void assertNotified(String... expected) throws InterruptedException {
        assertThat(witness.awaitAll(Set.of(expected), Duration.ofSeconds(30))).contains(expected);
    }
}
