package io.socketless.reality;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * An event to fire when data has changed: the version of every key named moves, known or not.
 *
 * <pre>{@code
 * @Inject Event<Invalidation> changes;
 *
 * changes.fire(Invalidation.of("chat:room:" + room));
 * }</pre>
 *
 * Inside a JTA transaction it takes effect after the commit, before control returns to whoever committed, and never after
 * a rollback; outside of one, at once.
 *
 * @param keys the keys whose data changed, at least one
 * @param source who says so, for the {@code source} of the change; absent: the server id of this node
 */
public record Invalidation(Set<String> keys, Optional<String> source) {

    public Invalidation {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("An invalidation needs at least one key");
        }
        keys = Collections.unmodifiableSet(new LinkedHashSet<>(keys));
    }

    /**
     * An invalidation of these keys in the name of this node.
     *
     * @throws IllegalArgumentException if no key is given
     */
    public static Invalidation of(String... keys) {
        return of(Arrays.asList(keys));
    }

    /**
     * An invalidation of these keys in the name of this node.
     *
     * @throws IllegalArgumentException if no key is given
     */
    public static Invalidation of(Collection<String> keys) {
        return new Invalidation(new LinkedHashSet<>(keys), Optional.empty());
    }

    /** The same invalidation in the name of {@code source}. */
    public Invalidation from(String source) {
        return new Invalidation(keys, Optional.of(source));
    }
}
