package io.socketless.reality.jpa;

import java.util.List;
import java.util.function.Function;
import org.eclipse.persistence.descriptors.ClassDescriptor;
import org.eclipse.persistence.internal.sessions.AbstractSession;
import org.eclipse.persistence.mappings.DatabaseMapping;
import org.jspecify.annotations.Nullable;

/** Follows the path of a key, by what EclipseLink knows of the properties. */
final class EclipseLinkPath {

    private EclipseLinkPath() {}

    /** @throws IllegalArgumentException if the entity has no such path, or there is no single value at its end */
    static void check(ClassDescriptor entity, List<String> path) {
        ClassDescriptor at = entity;
        for (int i = 1; i <= path.size(); i++) {
            String done = String.join(".", path.subList(0, i));
            DatabaseMapping mapping = at.getMappingForAttributeName(path.get(i - 1));
            if (mapping == null) {
                throw new IllegalArgumentException("there is no property {" + done + "}");
            }
            if (i == path.size()) {
                if (!mapping.isAbstractDirectMapping()) {
                    throw new IllegalArgumentException("{" + done + "} is not a single value");
                }
            } else if (mapping.isAggregateObjectMapping() || mapping.isObjectReferenceMapping()) {
                at = mapping.getReferenceDescriptor();
            } else {
                throw new IllegalArgumentException("{" + done + "} has no properties");
            }
        }
    }

    /**
     * The value at a path.
     *
     * @param first reads the first property of it; the others are read from the objects
     */
    static @Nullable Object value(
            ClassDescriptor entity,
            List<String> path,
            Function<DatabaseMapping, @Nullable Object> first,
            AbstractSession session) {
        DatabaseMapping mapping = entity.getMappingForAttributeName(path.get(0));
        Object value = first.apply(mapping);
        for (String name : path.subList(1, path.size())) {
            if (value == null) {
                return null;
            }
            ClassDescriptor owner = mapping.isAggregateObjectMapping()
                    ? mapping.getReferenceDescriptor()
                    : session.getDescriptor(value.getClass());
            mapping = owner.getMappingForAttributeName(name);
            value = mapping.getRealAttributeValueFromObject(value, session);
        }
        return value;
    }
}
