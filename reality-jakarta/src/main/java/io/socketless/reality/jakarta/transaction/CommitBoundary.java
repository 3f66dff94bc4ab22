package io.socketless.reality.jakarta.transaction;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Holds back what a transaction has caused until it has been committed.
 *
 * <p>It registers with the transaction itself instead of observing events {@code AFTER_SUCCESS}. An event that a JPA listener
 * fires while the commit flushes would otherwise be delivered too early on one server and never on another.
 *
 * <p>All that one transaction holds back is handed over at once, so that its keys share one write. Thread-safe.
 *
 * @param <T> what is held back
 */
public final class CommitBoundary<T> {

    private final Object resourceKey = new Object();
    private final Supplier<Optional<TransactionSynchronizationRegistry>> registry;
    private final Consumer<List<T>> publisher;

    /**
     * @param registry the container's, if it has one; asked for every item
     * @param publisher takes what may be published; it must not throw
     */
    public CommitBoundary(
            Supplier<Optional<TransactionSynchronizationRegistry>> registry, Consumer<List<T>> publisher) {
        this.registry = registry;
        this.publisher = publisher;
    }

    /** Publishes after the commit of the active transaction, never if it is rolled back; without one, at once. */
    public void pass(T item) {
        Optional<TransactionSynchronizationRegistry> found = registry.get();
        int status = found.map(TransactionSynchronizationRegistry::getTransactionStatus)
                .orElse(Status.STATUS_NO_TRANSACTION);
        switch (status) {
            case Status.STATUS_ACTIVE, Status.STATUS_PREPARING -> hold(found.orElseThrow(), item);
            case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK -> {
                // Its data will not be seen by anybody.
            }
            // Committed, or the container does not know: a refetch too many does no harm, a missed change does.
            default -> publisher.accept(List.of(item));
        }
    }

    private void hold(TransactionSynchronizationRegistry transaction, T item) {
        if (transaction.getResource(resourceKey) instanceof Held<?> held) {
            add(held, item);
            return;
        }
        Held<T> held = new Held<>(publisher);
        held.items.add(item);
        transaction.registerInterposedSynchronization(held);
        transaction.putResource(resourceKey, held);
    }

    /** What stands under our own key was put there by {@link #hold}. */
    @SuppressWarnings("unchecked")
    private void add(Held<?> held, T item) {
        ((Held<T>) held).items.add(item);
    }

    /** What one transaction holds back; used by the thread of the transaction only. */
    private static final class Held<T> implements Synchronization {

        final List<T> items = new ArrayList<>();
        private final Consumer<List<T>> publisher;

        Held(Consumer<List<T>> publisher) {
            this.publisher = publisher;
        }

        @Override
        public void beforeCompletion() {
            // The data is written by others; there is nothing to do before the commit.
        }

        @Override
        public void afterCompletion(int status) {
            switch (status) {
                case Status.STATUS_ROLLEDBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_MARKED_ROLLBACK -> {}
                // A heuristic outcome may have committed in part.
                default -> publisher.accept(List.copyOf(items));
            }
        }
    }
}
