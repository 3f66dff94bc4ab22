package io.socketless.reality.jakarta.transaction;

import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Holds the changes of a transaction until its commit.
 *
 * <p>It registers with the transaction instead of observing events {@code AFTER_SUCCESS}. An event that a JPA listener
 * fires while the commit flushes would otherwise be delivered too early on one server and never on another.
 *
 * <p><b>Order of steps</b>, for one transaction:
 *
 * <ol>
 *   <li>Changes are collected. The last change of a key counts.
 *   <li>Before the commit, the collected changes are recorded as one {@link Intent}.
 *   <li>Changes can still come while other synchronizations write (JPA flushes): each is recorded when it comes. If
 *       the first one comes this late, step 2 possibly never happens; where the container is already preparing, that
 *       change is recorded at once.
 *   <li>The database commits. If the node dies from here on, other nodes publish the intents.
 *   <li>After the commit all changes are published in one write, and the intents end. After a rollback the intents are
 *       withdrawn.
 * </ol>
 *
 * A transaction that times out can be rolled back by another thread, even during step 2. The held changes are therefore
 * guarded by a lock, under which intents are recorded. Changes that come after the end are not recorded.
 *
 * <p>Thread-safe.
 */
public final class CommitBoundary {

    private final Object resourceKey = new Object();
    private final Supplier<Optional<TransactionSynchronizationRegistry>> registry;
    private final ChangePublisher publisher;

    /**
     * @param registry the container's registry, if it has one; read for every call
     * @param publisher receives the held changes
     */
    public CommitBoundary(Supplier<Optional<TransactionSynchronizationRegistry>> registry, ChangePublisher publisher) {
        this.registry = registry;
        this.publisher = publisher;
    }

    /** Whether a transaction is active that holds changes until its commit. */
    public boolean isHolding() {
        int status = status(registry.get());
        return status == Status.STATUS_ACTIVE || status == Status.STATUS_PREPARING;
    }

    /**
     * Publishes changes after the commit of the active transaction, and never after a rollback. Without a transaction
     * it publishes them at once.
     *
     * @param changes each key once
     */
    public void pass(List<Change> changes) {
        Optional<TransactionSynchronizationRegistry> found = registry.get();
        switch (status(found)) {
            case Status.STATUS_ACTIVE -> hold(found.orElseThrow(), changes, false);
            case Status.STATUS_PREPARING -> hold(found.orElseThrow(), changes, true);
            case Status.STATUS_MARKED_ROLLBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_ROLLEDBACK -> {
                // The changed data never becomes visible.
            }
            // Committed, or unknown to the container: an extra refetch does no harm, a missed change does.
            default -> publisher.publish(changes, List.of());
        }
    }

    private static int status(Optional<TransactionSynchronizationRegistry> registry) {
        return registry.map(TransactionSynchronizationRegistry::getTransactionStatus)
                .orElse(Status.STATUS_NO_TRANSACTION);
    }

    private void hold(TransactionSynchronizationRegistry transaction, List<Change> changes, boolean late) {
        if (transaction.getResource(resourceKey) instanceof Held held) {
            held.add(changes);
            return;
        }
        Held held = new Held(publisher, late);
        transaction.registerInterposedSynchronization(held);
        transaction.putResource(resourceKey, held);
        held.add(changes);
    }

    /** The changes of one transaction. Guarded by this. */
    private static final class Held implements Synchronization {

        private final ChangePublisher publisher;
        private final Map<String, Change> changes = new LinkedHashMap<>();
        private final List<Intent> intents = new ArrayList<>();
        private boolean completing;
        private boolean ended;

        Held(ChangePublisher publisher, boolean completing) {
            this.publisher = publisher;
            this.completing = completing;
        }

        synchronized void add(List<Change> more) {
            more.forEach(change -> changes.put(change.key(), change));
            if (completing) {
                record(more);
            }
        }

        @Override
        public synchronized void beforeCompletion() {
            if (!completing) {
                completing = true;
                record(List.copyOf(changes.values()));
            }
        }

        private void record(List<Change> some) {
            if (!ended) {
                publisher.intend(some).ifPresent(intents::add);
            }
        }

        @Override
        public void afterCompletion(int status) {
            end();
            switch (status) {
                case Status.STATUS_ROLLEDBACK, Status.STATUS_ROLLING_BACK, Status.STATUS_MARKED_ROLLBACK ->
                    intents.forEach(Intent::withdraw);
                // A heuristic outcome can have committed in part.
                default -> publisher.publish(List.copyOf(changes.values()), List.copyOf(intents));
            }
        }

        private synchronized void end() {
            ended = true;
        }
    }
}
