package io.socketless.reality.jpa;

import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.hibernate.type.BasicType;
import org.hibernate.type.ComponentType;
import org.hibernate.type.EntityType;
import org.hibernate.type.Type;
import org.jspecify.annotations.Nullable;

/** Follows the path of a key, by what Hibernate knows of the properties and by the state that it hands over. */
final class HibernatePath {

    private final SessionFactoryImplementor factory;

    HibernatePath(SessionFactoryImplementor factory) {
        this.factory = factory;
    }

    /** @throws IllegalArgumentException if the entity has no such path, or there is no single value at its end */
    void check(EntityPersister entity, List<String> path) {
        Type type = typeOf(entity, path.get(0));
        for (int i = 1; i <= path.size(); i++) {
            String done = String.join(".", path.subList(0, i));
            if (type == null) {
                throw new IllegalArgumentException("there is no property {" + done + "}");
            }
            if (i == path.size()) {
                if (!(type instanceof BasicType)) {
                    throw new IllegalArgumentException("{" + done + "} is not a single value");
                }
            } else if (type instanceof EntityType association) {
                type = typeOf(persister(association), path.get(i));
            } else if (type instanceof ComponentType component) {
                type = typeOf(component, path.get(i));
            } else {
                throw new IllegalArgumentException("{" + done + "} has no properties");
            }
        }
    }

    /** The value at a path of an entity with this id and state. */
    @Nullable
    Object value(EntityPersister entity, @Nullable Object id, @Nullable Object[] state, List<String> path) {
        String name = path.get(0);
        List<String> rest = path.subList(1, path.size());
        String[] names = entity.getPropertyNames();
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(name)) {
                return follow(state[i], entity.getPropertyTypes()[i], rest);
            }
        }
        return ofId(entity, id, name, rest);
    }

    private @Nullable Object follow(@Nullable Object value, Type type, List<String> rest) {
        if (value == null || rest.isEmpty()) {
            return value;
        }
        String name = rest.get(0);
        List<String> after = rest.subList(1, rest.size());
        if (type instanceof ComponentType component) {
            int index = component.getPropertyIndex(name);
            return follow(component.getPropertyValue(value, index), component.getSubtypes()[index], after);
        }
        EntityPersister target = persister((EntityType) type);
        LazyInitializer proxy = HibernateProxy.extractLazyInitializer(value);
        if (isOfId(target, name)) { // the id of a proxy is known without loading what it stands for
            Object id = proxy == null ? idOf(target, value) : proxy.getInternalIdentifier();
            return ofId(target, id, name, after);
        }
        Object loaded = proxy == null ? value : proxy.getImplementation();
        EntityPersister actual = factory.getMappingMetamodel().getEntityDescriptor(loaded.getClass());
        int index = List.of(actual.getPropertyNames()).indexOf(name);
        return follow(actual.getValue(loaded, index), actual.getPropertyTypes()[index], after);
    }

    /** An id is one property, or, without a property for the whole, some that are not among the others. */
    private @Nullable Object ofId(EntityPersister entity, @Nullable Object id, String name, List<String> rest) {
        if (id == null || name.equals(entity.getIdentifierPropertyName())) {
            return follow(id, entity.getIdentifierType(), rest);
        }
        ComponentType parts = (ComponentType) entity.getIdentifierType();
        int index = parts.getPropertyIndex(name);
        return follow(parts.getPropertyValue(id, index), parts.getSubtypes()[index], rest);
    }

    @SuppressWarnings("NullAway") // a session is only needed where entities are made
    private static Object idOf(EntityPersister entity, Object object) {
        return entity.getIdentifier(object, (SharedSessionContractImplementor) null);
    }

    private static boolean isOfId(EntityPersister entity, String name) {
        return name.equals(entity.getIdentifierPropertyName()) || isPartOfId(entity, name);
    }

    private static boolean isPartOfId(EntityPersister entity, String name) {
        return entity.getIdentifierPropertyName() == null
                && entity.getIdentifierType() instanceof ComponentType parts
                && List.of(parts.getPropertyNames()).contains(name);
    }

    private static @Nullable Type typeOf(EntityPersister entity, String name) {
        if (name.equals(entity.getIdentifierPropertyName())) {
            return entity.getIdentifierType();
        }
        if (isPartOfId(entity, name)) {
            return typeOf((ComponentType) entity.getIdentifierType(), name);
        }
        int index = List.of(entity.getPropertyNames()).indexOf(name);
        return index < 0 ? null : entity.getPropertyTypes()[index];
    }

    private static @Nullable Type typeOf(ComponentType component, String name) {
        int index = List.of(component.getPropertyNames()).indexOf(name);
        return index < 0 ? null : component.getSubtypes()[index];
    }

    private EntityPersister persister(EntityType association) {
        return factory.getMappingMetamodel().getEntityDescriptor(association.getAssociatedEntityName());
    }
}
