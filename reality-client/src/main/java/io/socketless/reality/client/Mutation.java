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
 * A change of the application's data, and what to show until the server has confirmed it. Immutable.
 *
 * <pre>{@code
 * client.mutate(Mutation.of(() -> api.post(room, text))
 *         .optimistic("chat:room:" + room, Room.class, shown -> shown.with(text)));
 * }</pre>
 *
 * An optimistic update is a function over the last value that the server gave. It is applied again to every newer one until
 * a fetch that began after the action's success has arrived, and it is taken back when the action fails. So it must be pure,
 * quick, and best have no further effect on data that holds the change already.
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
     * A change that shows nothing in advance.
     *
     * @param action changes the data; is called once, on a thread of the client's executor
     */
    public static <R> Mutation<R> of(Supplier<? extends CompletionStage<R>> action) {
        return new Mutation<>(action, Map.of(), Set.of());
    }

    /**
     * Shows a value before the server has it.
     *
     * @param type of the value; data of another type is left as it is
     */
    public <T> Mutation<R> optimistic(String key, Class<T> type, UnaryOperator<T> update) {
        Map<String, UnaryOperator<Object>> more = new LinkedHashMap<>(updates);
        more.put(key, value -> type.isInstance(value) ? update.apply(type.cast(value)) : value);
        return new Mutation<>(action, Collections.unmodifiableMap(more), invalidated);
    }

    /**
     * Invalidates keys after the action's success, for servers of the data that do not do so themselves. The client needs the
     * right to write.
     */
    public Mutation<R> invalidating(String... keys) {
        Set<String> more = new LinkedHashSet<>(invalidated);
        more.addAll(Arrays.asList(keys));
        return new Mutation<>(action, updates, Collections.unmodifiableSet(more));
    }

    Supplier<? extends CompletionStage<R>> action() {
        return action;
    }

    Map<String, UnaryOperator<Object>> updates() {
        return updates;
    }

    Set<String> invalidated() {
        return invalidated;
    }

    /** Every key that this concerns. */
    Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(updates.keySet());
        keys.addAll(invalidated);
        return keys;
    }
}
