package io.socketless.reality.jpa;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The keys that change when an entity is inserted, updated or removed.
 *
 * <pre>{@code
 * @Entity
 * @RealityKeys("chat:room:{room.id}")
 * public class Message {
 *     @ManyToOne private Room room;
 *     ...
 * }
 * }</pre>
 *
 * They are published with the transaction: after the commit, never after a rollback. On an entity class or a class that
 * it extends, where it holds for all entities below; a class may have several.
 *
 * <p>A {@code {path}} in a key stands for a property of the entity, or by dots of an embeddable or another entity that
 * it refers to, turned into text by {@link String#valueOf(Object)}. If an update changes such a property, the key for
 * the old value is published as well as that for the new one. While a value on the path is null, the entity has no such
 * key. A path that does not exist, or does not end in a single value, stops the deployment. A key that breaks the rules
 * for keys is left out and logged: no client can watch it.
 *
 * <p>A statement that changes entities in bulk, in JPQL, by Criteria or in SQL, does not say which: it publishes the
 * keys without a path, and those of {@link #bulk()}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(RealityKeys.List.class)
public @interface RealityKeys {

    /** The keys, each with any number of paths in braces. */
    String[] value();

    /**
     * The keys, without paths, that stand for all entities of the class when a statement changes some of them in bulk.
     * If there is none for a key with a path, such a statement leaves it out, and that is logged, once.
     */
    String[] bulk() default {};

    /** Several on one class. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.TYPE)
    @interface List {

        RealityKeys[] value();
    }
}
