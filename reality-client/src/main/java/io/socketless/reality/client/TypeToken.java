package io.socketless.reality.client;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A generic type, for data that no {@code Class} can describe. Thread-safe.
 *
 * <pre>{@code
 * SubscriptionOptions.payload(new TypeToken<List<Message>>() {});
 * }</pre>
 */
public abstract class TypeToken<T> {

    private final Type type;

    /**
     * The type argument of the subclass.
     *
     * @throws IllegalStateException if the subclass has none
     */
    protected TypeToken() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent
                && parent.getRawType() == TypeToken.class)) {
            throw new IllegalStateException("A TypeToken needs a type argument: new TypeToken<List<Message>>() {}");
        }
        type = parent.getActualTypeArguments()[0];
    }

    /** The type. */
    public final Type type() {
        return type;
    }

    /** The class of the type without its arguments. */
    final Class<?> rawType() {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        return type instanceof ParameterizedType generic ? (Class<?>) generic.getRawType() : Object.class;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
