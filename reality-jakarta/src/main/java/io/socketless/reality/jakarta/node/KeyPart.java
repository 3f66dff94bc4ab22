package io.socketless.reality.jakarta.node;

import java.util.Set;
import java.util.UUID;

/** Values that can be part of a key: their text identifies them, on every node and after every restart. */
final class KeyPart {

    private static final Set<Class<?>> SINGLE = Set.of(Boolean.class, Character.class, UUID.class);

    private KeyPart() {}

    /** Whether every value of this type can be part of a key. */
    static boolean isSingle(Class<?> type) {
        return (type.isPrimitive() && type != void.class)
                || SINGLE.contains(type)
                || CharSequence.class.isAssignableFrom(type)
                || Number.class.isAssignableFrom(type)
                || Enum.class.isAssignableFrom(type)
                || type.getPackageName().equals("java.time");
    }

    /** Whether a parameter of this type can have an argument that is a single value. */
    static boolean canBeSingle(Class<?> type) {
        return isSingle(type) || type == Object.class || type.isInterface();
    }
}
