package io.socketless.reality.jakarta.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitBoundaryTest {

    private final Transactions transactions = new Transactions();
    private final List<List<String>> published = new ArrayList<>();
    private final Notes notes = new Notes(published);
    private final CommitBoundary boundary = new CommitBoundary(() -> Optional.of(transactions), notes);

    private void pass(String... keys) {
        boundary.pass(changes(keys));
    }

    private static List<Change> changes(String... keys) {
        return Arrays.stream(keys).map(key -> Change.invalidate(key, "s")).toList();
    }

    private static List<String> keys(List<Change> changes) {
        return changes.stream().map(Change::key).toList();
    }

    @Test
    void the_last_of_several_changes_of_one_key_is_published_once() {
        transactions.begin();
        boundary.pass(List.of(Change.update("a", "h", "s")));
        pass("b");
        boundary.pass(List.of(Change.delete("a", "s")));
        transactions.commit();

        assertThat(notes.last).containsExactlyInAnyOrder(Change.delete("a", "s"), Change.invalidate("b", "s"));
        assertThat(published).hasSize(1);
    }

    @Test
    void a_rollback_publishes_neither_updates_nor_deletions() {
        transactions.begin();
        boundary.pass(List.of(Change.update("a", "h", "s"), Change.delete("b", "s")));
        transactions.rollback();

        assertThat(published).isEmpty();
    }

    @Test
    void it_holds_only_while_a_transaction_is_active() {
        assertThat(boundary.isHolding()).isFalse();
        transactions.begin();
        assertThat(boundary.isHolding()).isTrue();
        transactions.setRollbackOnly();
        assertThat(boundary.isHolding()).isFalse();
    }

    @Test
    void without_a_transaction_it_publishes_at_once() {
        pass("a");

        assertThat(published).containsExactly(List.of("a"));
    }

    @Test
    void without_a_registry_it_publishes_at_once() {
        new CommitBoundary(Optional::empty, notes).pass(changes("a"));

        assertThat(published).containsExactly(List.of("a"));
    }

    @Test
    void nothing_is_published_before_the_commit() {
        transactions.begin();
        pass("a");

        assertThat(published).isEmpty();
    }

    @Test
    void all_items_of_a_transaction_share_one_publication_after_the_commit() {
        transactions.begin();
        pass("a");
        pass("b");
        transactions.commit();

        assertThat(published).containsExactly(List.of("a", "b"));
    }

    @Test
    void a_rollback_publishes_nothing() {
        transactions.begin();
        pass("a");
        transactions.rollback();

        assertThat(published).isEmpty();
    }

    @Test
    void a_transaction_marked_for_rollback_later_publishes_nothing() {
        transactions.begin();
        pass("a");
        transactions.setRollbackOnly();
        transactions.commit();

        assertThat(published).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK})
    void an_item_of_a_transaction_that_will_roll_back_is_dropped(int status) {
        transactions.setStatus(status);
        pass("a");
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
        pass("a");
        transactions.commit();

        assertThat(published).containsExactly(List.of("a", "flushed"));
    }

    @Test
    void an_item_that_comes_while_the_transaction_prepares_waits_for_the_commit() {
        transactions.begin();
        transactions.setStatus(Status.STATUS_PREPARING);
        pass("a");
        assertThat(published).isEmpty();

        transactions.commit();

        assertThat(published).containsExactly(List.of("a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_UNKNOWN, Status.STATUS_COMMITTED})
    void an_item_is_published_when_the_container_no_longer_takes_it(int status) {
        transactions.setStatus(status);
        pass("a");

        assertThat(published).containsExactly(List.of("a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {Status.STATUS_UNKNOWN, Status.STATUS_NO_TRANSACTION, Status.STATUS_COMMITTING})
    void an_outcome_that_may_be_a_commit_is_published(int outcome) {
        transactions.begin();
        pass("a");
        transactions.end(outcome);

        assertThat(published).containsExactly(List.of("a"));
    }

    @Test
    void a_second_transaction_does_not_publish_the_items_of_the_first() {
        transactions.begin();
        pass("a");
        transactions.rollback();
        transactions.begin();
        pass("b");
        transactions.commit();

        assertThat(published).containsExactly(List.of("b"));
    }

    @Test
    void two_boundaries_in_one_transaction_do_not_mix() {
        List<List<String>> others = new ArrayList<>();
        CommitBoundary other = new CommitBoundary(() -> Optional.of(transactions), new Notes(others));
        transactions.begin();
        pass("a");
        other.pass(changes("b"));
        transactions.commit();

        assertThat(published).containsExactly(List.of("a"));
        assertThat(others).containsExactly(List.of("b"));
    }

    @Test
    void what_is_held_is_noted_before_the_commit_and_published_after_it() {
        transactions.begin();
        pass("a");
        pass("b");
        assertThat(notes.open).isEmpty();

        transactions.registerInterposedSynchronization(new AtCommit(() -> {
            assertThat(notes.open).containsExactly(List.of("a", "b"));
            assertThat(published).isEmpty();
        }));
        transactions.commit();

        assertThat(notes.published).containsExactly(List.of("a", "b"));
        assertThat(notes.open).isEmpty();
    }

    @Test
    void what_comes_during_the_flush_is_noted_before_the_commit_too() {
        transactions.begin();
        pass("a");
        transactions.registerInterposedSynchronization(new Flush());
        transactions.registerInterposedSynchronization(
                new AtCommit(() -> assertThat(notes.open).containsExactly(List.of("a"), List.of("flushed"))));
        transactions.commit();

        assertThat(notes.published).containsExactly(List.of("a"), List.of("flushed"));
        assertThat(published).containsExactly(List.of("a", "flushed"));
    }

    @Test
    void what_comes_first_during_the_flush_is_noted_before_the_commit_too() {
        transactions.begin();
        transactions.registerInterposedSynchronization(new Flush());
        transactions.commit();

        assertThat(notes.published).containsExactly(List.of("flushed"));
    }

    @Test
    void what_comes_while_the_transaction_prepares_is_noted_at_once() {
        transactions.begin();
        transactions.setStatus(Status.STATUS_PREPARING);
        pass("a");

        assertThat(notes.open).containsExactly(List.of("a"));
        transactions.end(Status.STATUS_COMMITTED);
        assertThat(notes.published).containsExactly(List.of("a"));
    }

    @Test
    void a_rollback_withdraws_what_was_noted() {
        transactions.begin();
        pass("a");
        transactions.registerInterposedSynchronization(new AtCommit(transactions::setRollbackOnly));
        transactions.commit();

        assertThat(notes.withdrawn).containsExactly(List.of("a"));
        assertThat(notes.open).isEmpty();
        assertThat(published).isEmpty();
    }

    @Test
    void a_transaction_that_is_rolled_back_before_its_commit_is_not_noted() {
        transactions.begin();
        pass("a");
        transactions.rollback();

        assertThat(notes.withdrawn).isEmpty();
    }

    @Test
    void what_comes_after_another_thread_has_rolled_back_is_not_noted() {
        transactions.begin();
        pass("a");
        transactions.registerInterposedSynchronization(new AtCommit(() -> {
            transactions.timeOut();
            pass("late");
        }));
        transactions.commit();

        assertThat(notes.withdrawn).containsExactly(List.of("a"));
        assertThat(notes.open).isEmpty();
    }

    @Test
    void a_commit_that_could_not_be_noted_is_published() {
        notes.full = true;
        transactions.begin();
        pass("a");
        transactions.commit();

        assertThat(published).containsExactly(List.of("a"));
        assertThat(notes.published).isEmpty();
    }

    private record AtCommit(Runnable action) implements Synchronization {

        @Override
        public void beforeCompletion() {
            action.run();
        }

        @Override
        public void afterCompletion(int status) {}
    }

    /** Keeps what it is told to note, and what became of it. */
    private static final class Notes implements ChangePublisher {

        final List<List<String>> open = new ArrayList<>();
        final List<List<String>> published = new ArrayList<>();
        final List<List<String>> withdrawn = new ArrayList<>();
        final List<Change> last = new ArrayList<>();
        boolean full;
        private final List<List<String>> publications;
        private boolean publishing;

        Notes(List<List<String>> publications) {
            this.publications = publications;
        }

        @Override
        public Optional<Intent> intend(List<Change> changes) {
            List<String> items = keys(changes);
            if (full) {
                return Optional.empty();
            }
            open.add(items);
            return Optional.of(new Intent() {
                @Override
                public void withdraw() {
                    open.remove(items);
                    (publishing ? published : withdrawn).add(items);
                }

                @Override
                public void handOver() {
                    throw new AssertionError("Nothing fails here");
                }
            });
        }

        @Override
        public void publish(List<Change> changes, List<Intent> intents) {
            publications.add(keys(changes));
            last.addAll(changes);
            publishing = true;
            intents.forEach(Intent::withdraw);
            publishing = false;
        }
    }

    private final class Flush implements Synchronization {

        @Override
        public void beforeCompletion() {
            pass("flushed");
        }

        @Override
        public void afterCompletion(int status) {}
    }
}
