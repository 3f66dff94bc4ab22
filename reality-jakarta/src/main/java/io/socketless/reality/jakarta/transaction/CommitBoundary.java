package io.socketless.reality.jakarta.transaction;

import io.socketless.reality.spi.Intent;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Holds back what a transaction has caused until it has been committed.
 *
 * <p>It registers with the transaction itself instead of observing events {@code AFTER_SUCCESS}. An event that a JPA listener
 * fires while the commit flushes would otherwise be delivered too early on one server and never on another.
 *
 * <p><b>The order of things</b>, for one transaction:
 *
 * <ol>
 *   <li>Items are collected.
 *   <li>Before the commit, what has been collected is noted, as one {@link Intent}.
 *   <li>Items may still come, as other synchronizations write what they have kept (JPA flushes): each is noted when it comes. If the
 *       first one comes so late, it is in question whether step 2 will ever happen, so that one is noted at once too where the
 *       container is already preparing.
 *   <li>The database commits. If the node dies from here on, others publish what was noted.
 *   <li>After the commit all items are published at once, so that their keys share one write, and the intents end. After a rollback the
 *       intents are withdrawn.
 * </ol>
 *
 * A transaction that runs out of time may be rolled back by another thread than its own, even while step 2 is under way. So
 * what a transaction holds back is guarded by a lock, under which notes are written, and what comes after the end is not noted.
 *
 * <p>Thread-safe.
 *
 * @param <T> what is held back
 */
public final class CommitBoundary<T> {

    private final Object resourceKey = new Object();
    private final Supplier<Optional<TransactionSynchronizationRegistry>> registry;
    private final Publication<T> publication;

    /**
     * @param registry the container's, if it has one; asked for every item
     * @param publication takes what is held back
     */
    public CommitBoundary(Supplier<Optional<TransactionSynchronizationRegistry>> registry, Publication<T> publication) {
        this.registry = registry;
        this.publication = publication;
    }

    /** Publishes after the commit of the active transaction, never if it is rolled back; without one, at once. */
    public void pass(T item) {
        Optional<TransactionSynchronizationRegistry> found = registry.get();
        int status = found.map(TransactionSynchronizationRegistry::getTransactionStatus)
                .orElse(Status.STATUS_NO_TRANSACTION);
        switch (status) {
            case Status.STATUS_ACTIVE -> hold(found.orElseThrow(), item, false);
            case Status.STATUS_PREPARING -> hold(found.orElseThrow(), item, true);
            case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK -> {
                // Its data will not be seen by anybody.
            }
            // Committed, or the container does not know: a refetch too many does no harm, a missed change does.
            default -> publication.publish(List.of(item), List.of());
        }
    }

    private void hold(TransactionSynchronizationRegistry transaction, T item, boolean late) {
        if (transaction.getResource(resourceKey) instanceof Held<?> held) {
            add(held, item);
            return;
        }
        Held<T> held = new Held<>(publication, late);
        transaction.registerInterposedSynchronization(held);
        transaction.putResource(resourceKey, held);
        held.add(item);
    }

    /** What stands under our own key was put there by {@link #hold}. */
    @SuppressWarnings("unchecked")
    private void add(Held<?> held, T item) {
        ((Held<T>) held).add(item);
    }

    /** What one transaction holds back. Guarded by this. */
    private static final class Held<T> implements Synchronization {

        private final Publication<T> publication;
        private final List<T> items = new ArrayList<>();
        private final List<Intent> intents = new ArrayList<>();
        private boolean completing;
        private boolean ended;

        Held(Publication<T> publication, boolean completing) {
            this.publication = publication;
            this.completing = completing;
        }

        synchronized void add(T item) {
            items.add(item);
            if (completing) {
                note(List.of(item));
            }
        }

        @Override
        public synchronized void beforeCompletion() {
            if (!completing) {
                completing = true;
                note(List.copyOf(items));
            }
        }

        private void note(List<T> some) {
            if (!ended) {
                publication.intend(some).ifPresent(intents::add);
            }
        }

        @Override
        public void afterCompletion(int status) {
            end();
            switch (status) {
                case Status.STATUS_ROLLEDBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_MARKED_ROLLBACK ->
                    intents.forEach(Intent::withdraw);
                // A heuristic outcome may have committed in part.
                default -> publication.publish(List.copyOf(items), List.copyOf(intents));
            }
        }

        private synchronized void end() {
            ended = true;
        }
    }
}
