package io.socketless.reality.client;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A change of the application's data, with the values to show until the server confirms it. Immutable.
 *
 * <pre>{@code
 * client.mutate(Mutation.of(() -> api.post(room, text))
 *         .optimistic("chat:room:" + room, Room.class, shown -> shown.with(text)));
 * }</pre>
 *
 * An optimistic update is a function over the server's last value. The client applies it again to every newer value
 * until a
 * fetch that began after the action's success arrives. It removes the update if the action fails. The function must be
 * pure and
 * quick. It should also leave data unchanged that already contains the change.
 */
public final class Mutation<R> {

    private final Supplier<? extends CompletionStage<R>> action;
    private final Map<String, UnaryOperator<Object>> updates;
    private final Set<String> invalidated;

    private Mutation(
            Supplier<? extends CompletionStage<R>> action,
            Map<String, UnaryOperator<Object>> updates,
            Set<String> invalidated) {
        this.action = action;
        this.updates = updates;
        this.invalidated = invalidated;
    }

    /**
     * A change without optimistic updates.
     *
     * @param action changes the data; called once, on a thread of the client's executor
     */
    public static <R> Mutation<R> of(Supplier<? extends CompletionStage<R>> action) {
        return new Mutation<>(action, Map.of(), Set.of());
    }

    /**
     * Shows a value before the server has it.
     *
     * @param type the type of the value; data of another type stays as it is
     */
    public <T> Mutation<R> optimistic(String key, Class<T> type, UnaryOperator<T> update) {
        return updating(key, value -> type.isInstance(value) ? update.apply(type.cast(value)) : value);
    }

    /** Like {@link #optimistic(String, Class, UnaryOperator)}, for a generic type. */
    @SuppressWarnings("unchecked")
    public <T> Mutation<R> optimistic(String key, TypeToken<T> type, UnaryOperator<T> update) {
        return updating(key, value -> type.rawType().isInstance(value) ? update.apply((T) value) : value);
    }

    private Mutation<R> updating(String key, UnaryOperator<Object> update) {
        Map<String, UnaryOperator<Object>> more = new LinkedHashMap<>(updates);
        more.put(key, update);
        return new Mutation<>(action, Collections.unmodifiableMap(more), invalidated);
    }

    /**
     * Invalidates keys after the action succeeds, for data servers that do not do so themselves. The client needs the
     * right to
     * write.
     */
    public Mutation<R> invalidating(String... keys) {
        Set<String> more = new LinkedHashSet<>(invalidated);
        more.addAll(Arrays.asList(keys));
        return new Mutation<>(action, updates, Collections.unmodifiableSet(more));
    }

    /** The action. */
    public Supplier<? extends CompletionStage<R>> action() {
        return action;
    }

    /** The optimistic update of each key. */
    public Map<String, UnaryOperator<Object>> updates() {
        return updates;
    }

    /** The keys to invalidate. */
    public Set<String> invalidated() {
        return invalidated;
    }

    /** All keys of this mutation. */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(updates.keySet());
        keys.addAll(invalidated);
        return keys;
    }
}
