package io.socketless.reality.jpa;

import java.lang.System.Logger;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.hibernate.collection.spi.PersistentCollection;
import org.hibernate.engine.spi.ActionQueue;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.PostCollectionRecreateEvent;
import org.hibernate.event.spi.PostCollectionRecreateEventListener;
import org.hibernate.event.spi.PostCollectionRemoveEvent;
import org.hibernate.event.spi.PostCollectionRemoveEventListener;
import org.hibernate.event.spi.PostCollectionUpdateEvent;
import org.hibernate.event.spi.PostCollectionUpdateEventListener;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.exec.spi.JdbcOperationQueryMutation;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every row that Hibernate writes in one persistence unit, and of statements in bulk.
 *
 * <p>What a session changes is kept until it is about to commit, and then fired in one event, which the node holds back
 * for the JTA transaction. Where the transaction is the session's own, nobody else would hold it back, so it is fired
 * after the commit. A stateless session does not tell which it is, so what it changes is fired at once. Thread-safe.
 */
final class HibernateListener
        implements PostInsertEventListener,
                PostUpdateEventListener,
                PostUpsertEventListener,
                PostDeleteEventListener,
                PostCollectionRecreateEventListener,
                PostCollectionUpdateEventListener,
                PostCollectionRemoveEventListener {

    private static final long serialVersionUID = 1;
    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    private final transient SessionFactoryImplementor factory;
    private final transient HibernatePath paths;
    private final transient Map<String, EntityKeys> keysOf =
            new HashMap<>(); // by entity name; filled before the first session
    private final transient Tables tables = new Tables();
    private final transient Map<EventSource, PendingKeys> pending = Collections.synchronizedMap(new WeakHashMap<>());

    HibernateListener(SessionFactoryImplementor factory) {
        this.factory = factory;
        paths = new HibernatePath(factory);
    }

    /**
     * Reads the keys of all entities.
     *
     * @throws IllegalArgumentException naming the entity and the template that is wrong
     */
    void readKeys() {
        factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
            EntityKeys keys = EntityKeys.of(entity.getMappedClass(), path -> paths.check(entity, path));
            if (!keys.isEmpty()) {
                keysOf.put(entity.getEntityName(), keys);
                for (var table : entity.getQuerySpaces()) {
                    tables.add(table.toString(), keys);
                }
            }
        });
        factory.getMappingMetamodel().forEachCollectionDescriptor(collection -> {
            EntityKeys keys = keysOf.get(collection.getOwnerEntityPersister().getEntityName());
            if (keys != null && !collection.isOneToMany()) {
                for (var table : collection.getCollectionSpaces()) {
                    tables.add(table.toString(), keys);
                }
            }
        });
        if (!keysOf.isEmpty() && !HibernateStatements.show(factory, this)) {
            EntityMessages.STATEMENTS_UNSEEN.log(
                    LOGGER, factory.getJdbcServices().getClass());
        }
    }

    @Override
    public void onPostInsert(PostInsertEvent event) {
        changed(event.getSession(), event.getPersister(), event.getId(), event.getState());
    }

    @Override
    public void onPostUpdate(PostUpdateEvent event) {
        changed(event.getSession(), event.getPersister(), event.getId(), event.getState());
        changedBefore(event.getSession(), event.getPersister(), event.getId(), event.getOldState());
    }

    @Override
    public void onPostUpsert(PostUpsertEvent event) {
        changed(event.getSession(), event.getPersister(), event.getId(), event.getState());
        changedBefore(event.getSession(), event.getPersister(), event.getId(), null);
    }

    @Override
    public void onPostDelete(PostDeleteEvent event) {
        Object[] state = event.getDeletedState();
        if (state == null) {
            state = event.getPersister().getValues(event.getEntity());
        }
        changed(event.getSession(), event.getPersister(), event.getId(), state);
    }

    @Override
    public void onPostRecreateCollection(PostCollectionRecreateEvent event) {
        changed(event);
    }

    @Override
    public void onPostUpdateCollection(PostCollectionUpdateEvent event) {
        changed(event);
    }

    @Override
    public void onPostRemoveCollection(PostCollectionRemoveEvent event) {
        changed(event);
    }

    @Override
    public boolean requiresPostCommitHandling(EntityPersister entity) {
        return false;
    }

    /**
     * Somebody has run a statement. Its tables are known, or it is SQL of the application, in which tables may be
     * named.
     */
    void onStatement(JdbcOperationQueryMutation mutation, SharedSessionContractImplementor session) {
        Set<String> keys = new LinkedHashSet<>();
        Set<String> known = mutation.getAffectedTableNames();
        (known.isEmpty() ? tables.namedIn(mutation.getSqlString()) : tables.of(known))
                .forEach(of -> keys.addAll(of.ofSome()));
        keep(session, keys);
    }

    private void changed(
            @Nullable SharedSessionContractImplementor session,
            EntityPersister entity,
            @Nullable Object id,
            @Nullable Object[] state) {
        EntityKeys keys = keysOf.get(entity.getEntityName());
        if (keys != null) {
            keep(session, keys.of(path -> paths.value(entity, id, state, path)));
        }
    }

    /** What the entity was before an update; where nobody knows that, it may have been any. */
    private void changedBefore(
            @Nullable SharedSessionContractImplementor session,
            EntityPersister entity,
            @Nullable Object id,
            @Nullable Object @Nullable [] oldState) {
        EntityKeys keys = keysOf.get(entity.getEntityName());
        if (oldState != null) {
            changed(session, entity, id, oldState);
        } else if (keys != null) {
            keep(session, keys.ofSome());
        }
    }

    /** The rows of a collection belong to its owner, unless they are other entities, which tell of themselves. */
    private void changed(AbstractCollectionEvent event) {
        EntityKeys keys = keysOf.get(event.getAffectedOwnerEntityName());
        if (keys == null) {
            return;
        }
        if (isInverse(event.getCollection())) {
            return;
        }
        Object owner = event.getAffectedOwnerOrNull();
        if (owner == null) {
            keep(event.getSession(), keys.ofSome());
        } else {
            EntityPersister entity =
                    factory.getMappingMetamodel().getEntityDescriptor(event.getAffectedOwnerEntityName());
            changed(event.getSession(), entity, event.getAffectedOwnerIdOrNull(), entity.getValues(owner));
        }
    }

    /** One that is not known was not loaded, and is removed with its rows. */
    private boolean isInverse(@Nullable PersistentCollection<?> collection) {
        String role = collection == null ? null : collection.getRole();
        return role != null
                && factory.getMappingMetamodel().getCollectionDescriptor(role).isInverse();
    }

    private void keep(@Nullable SharedSessionContractImplementor session, Set<String> keys) {
        if (session instanceof EventSource source && source.isTransactionInProgress()) {
            pending.computeIfAbsent(source, this::begin).add(keys);
        } else {
            InvalidationEvent.fire(keys);
        }
    }

    private PendingKeys begin(EventSource session) {
        PendingKeys keys = new PendingKeys();
        ActionQueue actions = session.getActionQueue();
        boolean jta = session.getTransactionCoordinator()
                .getTransactionCoordinatorBuilder()
                .isJta();
        if (jta) {
            actions.registerProcess(completing -> {
                keys.fire();
                pending.remove(completing.asEventSource()); // what is still to come begins anew
            });
        }
        actions.registerProcess((committed, completed) -> {
            pending.remove(completed.asEventSource());
            if (committed) {
                keys.fire();
            }
        });
        return keys;
    }
}
