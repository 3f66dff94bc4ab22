package io.socketless.reality.faults.node;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;

/**
 * The transactions of a server, as far as Reality sees them: a registry that is found by its name, one transaction per
 * thread. What would be the commit of the database is the moment between {@link #prepare} and {@link #complete}.
 */
public final class Transactions implements TransactionSynchronizationRegistry {

    private static final Transactions ALL = new Transactions();

    private final ThreadLocal<Transaction> current = new ThreadLocal<>();

    private Transactions() {}

    /** Makes the registry known to whoever looks it up. */
    static Transactions install() {
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Naming.class.getName());
        return ALL;
    }

    static Transactions installed() {
        return ALL;
    }

    void begin() {
        current.set(new Transaction());
    }

    /** All that happens before the database commits. */
    void prepare() {
        List<Synchronization> synchronizations = current.get().synchronizations;
        for (int i = 0; i < synchronizations.size(); i++) { // one may register another
            synchronizations.get(i).beforeCompletion();
        }
    }

    /** All that happens after the database has committed, or rolled back. */
    void complete(int outcome) {
        Transaction ending = current.get();
        ending.status = outcome;
        ending.synchronizations.forEach(each -> each.afterCompletion(outcome));
        current.remove();
    }

    @Override
    public Object getTransactionKey() {
        return current.get();
    }

    @Override
    public void putResource(Object key, Object value) {
        current.get().resources.put(key, value);
    }

    @Override
    public Object getResource(Object key) {
        return current.get().resources.get(key);
    }

    @Override
    public void registerInterposedSynchronization(Synchronization synchronization) {
        current.get().synchronizations.add(synchronization);
    }

    @Override
    public int getTransactionStatus() {
        return current.get() == null ? Status.STATUS_NO_TRANSACTION : current.get().status;
    }

    @Override
    public void setRollbackOnly() {
        current.get().status = Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public boolean getRollbackOnly() {
        return current.get().status == Status.STATUS_MARKED_ROLLBACK;
    }

    private static final class Transaction {
        private final List<Synchronization> synchronizations = new ArrayList<>();
        private final Map<Object, Object> resources = new HashMap<>();
        private int status = Status.STATUS_ACTIVE;
    }

    /** Knows one name. */
    public static final class Naming implements InitialContextFactory {

        /** For JNDI. */
        public Naming() {}

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    if (name.equals("java:comp/TransactionSynchronizationRegistry")) {
                        return ALL;
                    }
                    throw new NameNotFoundException(name);
                }
            };
        }
    }
}
