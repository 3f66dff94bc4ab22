package io.socketless.reality.jakarta.transaction;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A transaction at a time, for one thread, with the rules of JTA. */
public final class Transactions implements TransactionSynchronizationRegistry {

    private final List<Synchronization> synchronizations = new ArrayList<>();
    private final Map<Object, Object> resources = new HashMap<>();
    private boolean rolledBack;
    private int status = Status.STATUS_NO_TRANSACTION;

    public void begin() {
        status = Status.STATUS_ACTIVE;
    }

    public void commit() {
        for (int i = 0; i < synchronizations.size(); i++) { // one may register another
            synchronizations.get(i).beforeCompletion();
        }
        end(status == Status.STATUS_MARKED_ROLLBACK ? Status.STATUS_ROLLEDBACK : Status.STATUS_COMMITTED);
    }

    public void rollback() {
        end(Status.STATUS_ROLLEDBACK);
    }

    /** As another thread does while this one is still before the commit: the status does not tell yet. */
    void timeOut() {
        int before = status;
        synchronizations.forEach(each -> each.afterCompletion(Status.STATUS_ROLLEDBACK));
        rolledBack = true;
        status = before;
    }

    void end(int outcome) {
        status = outcome;
        List<Synchronization> told = rolledBack ? List.of() : List.copyOf(synchronizations);
        told.forEach(each -> each.afterCompletion(outcome));
        status = Status.STATUS_NO_TRANSACTION;
        synchronizations.clear();
        resources.clear();
        rolledBack = false;
    }

    void setStatus(int status) {
        this.status = status;
    }

    @Override
    public Object getTransactionKey() {
        return status == Status.STATUS_NO_TRANSACTION ? null : this;
    }

    @Override
    public void putResource(Object key, Object value) {
        requireTransaction();
        resources.put(key, value);
    }

    @Override
    public Object getResource(Object key) {
        requireTransaction();
        return resources.get(key);
    }

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
        requireTransaction();
        if (status != Status.STATUS_ACTIVE && status != Status.STATUS_PREPARING) {
            throw new IllegalStateException("Too late, the status is " + status);
        }
        synchronizations.add(synchronization);
    }

    @Override
    public int getTransactionStatus() {
        return status;
    }

    @Override
    public void setRollbackOnly() {
        requireTransaction();
        status = Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public boolean getRollbackOnly() {
        return status == Status.STATUS_MARKED_ROLLBACK;
    }

    private void requireTransaction() {
        if (status == Status.STATUS_NO_TRANSACTION) {
            throw new IllegalStateException("No transaction");
        }
    }
}
