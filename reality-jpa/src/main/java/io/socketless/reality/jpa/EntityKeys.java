package io.socketless.reality.jpa;

import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What {@link RealityKeys} says about an entity class, its own and what the classes above say. Thread-safe. */
final class EntityKeys {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    private final Class<?> entity;
    private final List<KeyTemplate> templates = new ArrayList<>();
    private final Set<String> ofAny = new LinkedHashSet<>();
    private final List<String> unknownInBulk = new ArrayList<>();
    private final AtomicBoolean warned = new AtomicBoolean();

    private EntityKeys(Class<?> entity) {
        this.entity = entity;
    }

    /**
     * Reads the annotations of an entity class.
     *
     * @param pathCheck throws {@link IllegalArgumentException} for a path that the entity does not have
     * @throws IllegalArgumentException naming the entity, the template, and what is wrong
     */
    static EntityKeys of(Class<?> entity, Consumer<List<String>> pathCheck) {
        EntityKeys keys = new EntityKeys(entity);
        for (Class<?> type = entity; type != null; type = type.getSuperclass()) {
            for (RealityKeys declared : type.getDeclaredAnnotationsByType(RealityKeys.class)) {
                keys.add(declared, pathCheck);
            }
        }
        return keys;
    }

    private void add(RealityKeys declared, Consumer<List<String>> pathCheck) {
        if (declared.value().length == 0) {
            throw new IllegalArgumentException("@RealityKeys on %s names no key".formatted(entity.getName()));
        }
        for (String text : declared.value()) {
            KeyTemplate template = checked(text, pathCheck);
            templates.add(template);
            if (template.isConstant()) {
                ofAny.add(text);
            } else if (declared.bulk().length == 0) {
                unknownInBulk.add(text);
            }
        }
        for (String text : declared.bulk()) {
            if (!checked(text, path -> {}).isConstant()) {
                throw wrong(text, "a key for statements in bulk has no path");
            }
            ofAny.add(text);
        }
    }

    private KeyTemplate checked(String text, Consumer<List<String>> pathCheck) {
        try {
            KeyTemplate template = KeyTemplate.of(text);
            template.paths().forEach(pathCheck);
            return template;
        } catch (IllegalArgumentException wrong) {
            throw wrong(text, wrong.getMessage());
        }
    }

    private IllegalArgumentException wrong(String template, @Nullable String why) {
        return new IllegalArgumentException(
                "@RealityKeys(\"%s\") on %s: %s".formatted(template, entity.getName(), why));
    }

    /** Whether there are no keys at all. */
    boolean isEmpty() {
        return templates.isEmpty();
    }

    /** The keys of one entity, from the values at their paths. */
    Set<String> of(Function<List<String>, @Nullable Object> values) {
        Set<String> keys = new LinkedHashSet<>();
        templates.forEach(template -> template.key(values).ifPresent(keys::add));
        return keys;
    }

    /**
     * The keys when some entities of this class have changed and nobody knows which; logs, once, if there are others
     * that should be.
     */
    Set<String> ofSome() {
        if (!unknownInBulk.isEmpty() && warned.compareAndSet(false, true)) {
            EntityMessages.CHANGED_IN_BULK.log(LOGGER, entity.getName(), unknownInBulk);
        }
        return ofAny;
    }
}
