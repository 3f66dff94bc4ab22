package io.socketless.reality.it.ledger;

import io.socketless.reality.Invalidation;
import jakarta.annotation.Priority;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import javax.sql.DataSource;

/** Writes the same text into all accounts in one transaction. */
@RequestScoped
public class Ledger {
    /** How many accounts there are; they are numbered from 0. */
    public static final int ACCOUNTS = 40;

    @Resource(lookup = "java:app/jdbc/ledger")
    private DataSource database;

    @Resource(lookup = "java:app/jdbc/second")
    private DataSource second;

    @PersistenceContext
    private EntityManager entities;

    @Inject
    private Event<Invalidation> changes;

    @Inject
    private UserTransaction transaction;

    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    private TransactionSynchronizationRegistry registry;

    private Way way;
    private End end;

    /** How the transaction ends. */
    public enum End {
        COMMIT,
        /** It is refused when it is about to commit, and Reality has noted its keys. */
        ROLLBACK,
        /**
         * It commits, and its thread stays there, before anybody else hears of it, for as long as the process lives.
         */
        STAY
    }

    Way way() {
        return way;
    }

    /** Writes, tells Reality, and ends the transaction. */
    void write(Way newWay, String text, End newEnd) throws Exception {
        way = newWay;
        end = newEnd;
        transaction.begin();
        stayAfterCommitIfAsked();
        switch (way) {
            case JDBC -> {
                update(database, text);
                changes.fire(Invalidation.of(keys(text)));
            }
            case TWO_DATABASES -> {
                update(database, text);
                update(second, text);
                changes.fire(Invalidation.of(keys(text)));
            }
            case JPA -> {
                updateEntities(text);
                keys(text).forEach(key -> changes.fire(Invalidation.of(key)));
            }
            case JPA_LISTENER -> updateEntities(text);
            case JPA_KEYS ->
                entities.createQuery("select a from KeyedAccount a", KeyedAccount.class)
                        .getResultList()
                        .forEach(account -> account.write(text));
        }
        stayAfterCommitIfAsked();
        if (end == End.ROLLBACK) {
            registry.registerInterposedSynchronization(new Refusal(registry));
        }
        try {
            transaction.commit();
        } catch (RollbackException refused) {
            if (end != End.ROLLBACK) {
                throw refused;
            }
        }
    }

    /**
     * Stays in {@code afterCompletion}. Servers call those of a transaction in the order of registration or in the
     * reverse order; registered before and after Reality's, one of them comes first.
     */
    void stayAfterCommitIfAsked() {
        if (end == End.STAY) {
            registry.registerInterposedSynchronization(new Stay());
        }
    }

    /**
     * Reality is about to hear of something, perhaps as late as in the flush at the commit. By then Payara may have
     * begun a second list of synchronizations, which it calls before the first.
     */
    void before(@Observes @Priority(1) Invalidation heard) {
        stayAfterCommitIfAsked();
    }

    /** Reality has heard of it. */
    void after(@Observes @Priority(Integer.MAX_VALUE) Invalidation heard) {
        stayAfterCommitIfAsked();
    }

    /** What clients watch that are to hear of this text. */
    public static List<String> keys(String text) {
        return LongStream.range(0, ACCOUNTS)
                .mapToObj(id -> Account.key(id, text))
                .toList();
    }

    private void updateEntities(String text) {
        entities.createQuery("select a from Account a", Account.class)
                .getResultList()
                .forEach(account -> account.write(text));
    }

    private static void update(DataSource database, String text) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("update account set text = ?")) {
            update.setString(1, text);
            update.executeUpdate();
        }
    }

    private record Refusal(TransactionSynchronizationRegistry registry) implements Synchronization {
        @Override
        public void beforeCompletion() {
            registry.setRollbackOnly();
        }

        @Override
        public void afterCompletion(int status) {
            // It has done its work.
        }
    }

    private static final class Stay implements Synchronization {
        @Override
        public void beforeCompletion() {
            // It stays later.
        }

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                while (true) {
                    LockSupport.park();
                }
            }
        }
    }
}
