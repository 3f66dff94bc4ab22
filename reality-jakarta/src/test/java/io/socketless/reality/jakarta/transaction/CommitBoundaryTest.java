package io.socketless.reality.jakarta.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitBoundaryTest {

    private final Transactions transactions = new Transactions();
    private final List<List<String>> published = new ArrayList<>();
    private final CommitBoundary<String> boundary =
            new CommitBoundary<>(() -> Optional.of(transactions), published::add);

    @Test
    void without_a_transaction_it_publishes_at_once() {
        boundary.pass("a");

        assertThat(published).containsExactly(List.of("a"));
    }

    @Test
    void without_a_registry_it_publishes_at_once() {
        new CommitBoundary<String>(Optional::empty, published::add).pass("a");

        assertThat(published).containsExactly(List.of("a"));
    }

    @Test
    void nothing_is_published_before_the_commit() {
        transactions.begin();
        boundary.pass("a");

        assertThat(published).isEmpty();
    }

    @Test
    void all_items_of_a_transaction_share_one_publication_after_the_commit() {
        transactions.begin();
        boundary.pass("a");
        boundary.pass("b");
        transactions.commit();

        assertThat(published).containsExactly(List.of("a", "b"));
    }

    @Test
    void a_rollback_publishes_nothing() {
        transactions.begin();
        boundary.pass("a");
        transactions.rollback();

        assertThat(published).isEmpty();
    }

    @Test
    void a_transaction_marked_for_rollback_later_publishes_nothing() {
        transactions.begin();
        boundary.pass("a");
        transactions.setRollbackOnly();
        transactions.commit();

        assertThat(published).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK})
    void an_item_of_a_transaction_that_will_roll_back_is_dropped(int status) {
        transactions.setStatus(status);
        boundary.pass("a");
        transactions.end(Status.STATUS_ROLLEDBACK);

        assertThat(published).isEmpty();
    }

    @Test
    void an_item_of_the_flush_at_commit_waits_for_the_commit() {
        transactions.begin();
        transactions.registerInterposedSynchronization(new Flush());
        transactions.commit();

        assertThat(published).containsExactly(List.of("flushed"));
    }

    @Test
    void an_item_of_the_flush_joins_what_was_held_before() {
        transactions.begin();
        transactions.registerInterposedSynchronization(new Flush());
        boundary.pass("a");
        transactions.commit();

        assertThat(published).containsExactly(List.of("a", "flushed"));
    }

    @Test
    void an_item_that_comes_while_the_transaction_prepares_waits_for_the_commit() {
        transactions.begin();
        transactions.setStatus(Status.STATUS_PREPARING);
        boundary.pass("a");
        assertThat(published).isEmpty();

        transactions.commit();

        assertThat(published).containsExactly(List.of("a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_UNKNOWN, Status.STATUS_COMMITTED})
    void an_item_is_published_when_the_container_no_longer_takes_it(int status) {
        transactions.setStatus(status);
        boundary.pass("a");

        assertThat(published).containsExactly(List.of("a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_UNKNOWN, Status.STATUS_NO_TRANSACTION, Status.STATUS_COMMITTING})
    void an_outcome_that_may_be_a_commit_is_published(int outcome) {
        transactions.begin();
        boundary.pass("a");
        transactions.end(outcome);

        assertThat(published).containsExactly(List.of("a"));
    }

    @Test
    void a_second_transaction_does_not_publish_the_items_of_the_first() {
        transactions.begin();
        boundary.pass("a");
        transactions.rollback();
        transactions.begin();
        boundary.pass("b");
        transactions.commit();

        assertThat(published).containsExactly(List.of("b"));
    }

    @Test
    void two_boundaries_in_one_transaction_do_not_mix() {
        List<List<String>> others = new ArrayList<>();
        CommitBoundary<String> other = new CommitBoundary<>(() -> Optional.of(transactions), others::add);
        transactions.begin();
        boundary.pass("a");
        other.pass("b");
        transactions.commit();

        assertThat(published).containsExactly(List.of("a"));
        assertThat(others).containsExactly(List.of("b"));
    }

    private final class Flush implements Synchronization {

        @Override
        public void beforeCompletion() {
            boundary.pass("flushed");
        }

        @Override
        public void afterCompletion(int status) {}
    }
}
