package io.socketless.reality.jpa;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.descriptors.DescriptorEvent;
import org.eclipse.persistence.descriptors.DescriptorEventAdapter;
import org.eclipse.persistence.internal.queries.StatementQueryMechanism;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.internal.sessions.ChangeRecord;
import org.eclipse.persistence.internal.sessions.ObjectChangeSet;
import org.eclipse.persistence.internal.sessions.UnitOfWorkChangeSet;
import org.eclipse.persistence.internal.sessions.UnitOfWorkImpl;
import org.eclipse.persistence.mappings.AggregateCollectionMapping;
import org.eclipse.persistence.mappings.DatabaseMapping;
import org.eclipse.persistence.mappings.DirectCollectionMapping;
import org.eclipse.persistence.mappings.ManyToManyMapping;
import org.eclipse.persistence.mappings.OneToManyMapping;
import org.eclipse.persistence.mappings.UnidirectionalOneToManyMapping;
import org.eclipse.persistence.queries.DataModifyQuery;
import org.eclipse.persistence.queries.DatabaseQuery;
import org.eclipse.persistence.queries.ModifyAllQuery;
import org.eclipse.persistence.queries.ObjectLevelModifyQuery;
import org.eclipse.persistence.sessions.Session;
import org.eclipse.persistence.sessions.SessionEvent;
import org.eclipse.persistence.sessions.SessionEventAdapter;
import org.eclipse.persistence.sessions.SessionEventListener;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every object that EclipseLink writes in one persistence unit, and of statements in bulk.
 *
 * <p>What one flush of a unit of work writes is fired in one event, which the node holds back for the JTA transaction.
 * Where the transaction is the unit's own, nobody else would hold it back, so it is fired after the commit.
 * Thread-safe.
 */
final class EclipseLinkListener extends DescriptorEventAdapter {

    private static final String PENDING = PendingKeys.class.getName();

    private final Map<Class<?>, EntityKeys> keysOf = new HashMap<>(); // filled before the first unit of work
    private final Tables tables = new Tables();

    /** The part that hears of sessions. */
    SessionEventListener ofSession() {
        return new SessionEventAdapter() {
            @Override
            public void postLogin(SessionEvent event) {
                readKeys(event.getSession());
            }

            @Override
            public void postExecuteQuery(SessionEvent event) {
                if (event.getSession().isUnitOfWork()) { // it passes the query on to others
                    onStatement((AbstractSession) event.getSession(), event.getQuery());
                }
            }

            @Override
            public void prepareUnitOfWork(SessionEvent event) {
                if (isJta(event.getSession())) {
                    pending(event.getSession()).fire();
                }
            }

            @Override
            public void postCommitUnitOfWork(SessionEvent event) {
                pending(event.getSession()).fire();
            }

            @Override
            public void postReleaseUnitOfWork(SessionEvent event) {
                pending(event.getSession()).forget();
            }
        };
    }

    /** @throws IllegalArgumentException naming the entity and the template that is wrong */
    private void readKeys(Session session) {
        for (ClassDescriptor entity : session.getDescriptors().values()) {
            if (entity.isAggregateDescriptor()) {
                continue;
            }
            EntityKeys keys = EntityKeys.of(entity.getJavaClass(), path -> EclipseLinkPath.check(entity, path));
            if (!keys.isEmpty()) {
                keysOf.put(entity.getJavaClass(), keys);
                entity.getTables().forEach(table -> tables.add(table.getName(), keys));
                entity.getMappings().forEach(mapping -> addTables(mapping, keys));
            }
        }
    }

    /** The tables of collections that belong to the entity. */
    private void addTables(DatabaseMapping mapping, EntityKeys keys) {
        if (mapping instanceof DirectCollectionMapping values) {
            tables.add(values.getReferenceTableName(), keys);
        } else if (mapping instanceof ManyToManyMapping links) {
            tables.add(links.getRelationTableName(), keys);
        } else if (mapping instanceof AggregateCollectionMapping embeddables) {
            embeddables.getReferenceDescriptor().getTables().forEach(table -> tables.add(table.getName(), keys));
        }
    }

    @Override
    public void postInsert(DescriptorEvent event) {
        changed(event, mapping -> now(mapping, event));
    }

    @Override
    public void postUpdate(DescriptorEvent event) {
        if (changesOnlyOthers(event)) {
            return;
        }
        changed(event, mapping -> now(mapping, event));
        changed(event, mapping -> before(mapping, event));
    }

    @Override
    public void postDelete(DescriptorEvent event) {
        changed(event, mapping -> now(mapping, event));
        changed(event, mapping -> before(mapping, event));
    }

    private void changed(DescriptorEvent event, Function<DatabaseMapping, @Nullable Object> first) {
        ClassDescriptor entity = event.getDescriptor();
        EntityKeys keys = keysOf.get(entity.getJavaClass());
        if (keys != null) {
            AbstractSession session = event.getSession();
            keep(session, keys.of(path -> EclipseLinkPath.value(entity, path, first, session)));
        }
    }

    private static @Nullable Object now(DatabaseMapping mapping, DescriptorEvent event) {
        return mapping.getRealAttributeValueFromObject(event.getSource(), event.getSession());
    }

    private static @Nullable Object before(DatabaseMapping mapping, DescriptorEvent event) {
        ObjectChangeSet changes = changes(event);
        if (changes != null
                && changes.getChangesForAttributeNamed(mapping.getAttributeName()) instanceof ChangeRecord change) {
            return change.getOldValue();
        }
        return now(mapping, event);
    }

    /** Whether all that changed is what the entity has of others, who refer to it. */
    private static boolean changesOnlyOthers(DescriptorEvent event) {
        ObjectChangeSet changes = changes(event);
        return changes != null
                && !changes.hasForcedChanges()
                && changes.hasChanges()
                && changes.getChanges().stream().allMatch(change -> isOfOthers(((ChangeRecord) change).getMapping()));
    }

    private static boolean isOfOthers(DatabaseMapping mapping) {
        return mapping.isReadOnly()
                || (mapping instanceof OneToManyMapping && !(mapping instanceof UnidirectionalOneToManyMapping));
    }

    private static @Nullable ObjectChangeSet changes(DescriptorEvent event) {
        ObjectChangeSet changes =
                event.getQuery() instanceof ObjectLevelModifyQuery write ? write.getObjectChangeSet() : null;
        if (changes == null
                && event.getSession() instanceof UnitOfWorkImpl unit
                && unit.getUnitOfWorkChangeSet() instanceof UnitOfWorkChangeSet all) {
            return (ObjectChangeSet) all.getObjectChangeSetForClone(event.getSource());
        }
        return changes;
    }

    private void onStatement(AbstractSession session, DatabaseQuery query) {
        Set<String> keys = new LinkedHashSet<>();
        if (query instanceof ModifyAllQuery bulk) {
            keysOf.forEach((entity, of) -> {
                if (bulk.getReferenceClass().isAssignableFrom(entity)) {
                    keys.addAll(of.ofSome());
                }
            });
        } else if (query instanceof DataModifyQuery
                && !(query.getQueryMechanism() instanceof StatementQueryMechanism) // EclipseLink's own, of a collection
                && query.getSQLString() != null) {
            tables.namedIn(query.getSQLString()).forEach(of -> keys.addAll(of.ofSome()));
        }
        keep(session, keys);
    }

    private static void keep(AbstractSession session, Set<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        PendingKeys pending = pending(session);
        pending.add(keys);
        if (isJta(session) && !session.getCommitManager().isActive()) {
            pending.fire();
        }
    }

    /** The session below a unit of work knows the transactions of the container. */
    private static boolean isJta(Session session) {
        return session instanceof UnitOfWorkImpl unit
                ? isJta(unit.getParent())
                : session.hasExternalTransactionController();
    }

    private static PendingKeys pending(Session session) {
        PendingKeys known = (PendingKeys) session.getProperties().get(PENDING);
        if (known == null) {
            known = new PendingKeys();
            session.setProperty(PENDING, known);
        }
        return known;
    }
}
