package io.socketless.reality;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An event to fire when data has changed: the version of every key is raised, whether or not the key existed before.
 *
 * <pre>{@code
 * @Inject Event<Invalidation> changes;
 *
 * changes.fire(Invalidation.of("chat:room:" + room));
 * }</pre>
 *
 * Inside a JTA transaction it takes effect after the commit, before control returns to the caller of the commit, and
 * never after a rollback. Without a transaction it takes effect immediately. {@code fireAsync} delivers the event on
 * another thread, outside the transaction: use it only for data that is already committed.
 *
 * @param keys the keys whose data changed, at least one
 * @param hashes the hashes of the new content, by key, for keys that have one
 * @param deleted the keys that no longer exist
 * @param source the source of the change; empty: the server id of this node
 */
public record Invalidation(Set<String> keys, Map<String, String> hashes, Set<String> deleted, Optional<String> source) {

    public Invalidation {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("An invalidation needs at least one key");
        }
        if (!keys.containsAll(hashes.keySet()) || !keys.containsAll(deleted)) {
            throw new IllegalArgumentException("A hash or a deletion names a key outside the invalidation");
        }
        if (!Collections.disjoint(hashes.keySet(), deleted)) {
            throw new IllegalArgumentException("A deleted key has no hash");
        }
        keys = Collections.unmodifiableSet(new LinkedHashSet<>(keys));
        hashes = Map.copyOf(hashes);
        deleted = Set.copyOf(deleted);
    }

    /**
     * An invalidation of these keys, with this node as its source.
     *
     * @throws IllegalArgumentException if no key is given
     */
    public static Invalidation of(String... keys) {
        return of(Arrays.asList(keys));
    }

    /**
     * An invalidation of these keys, with this node as its source.
     *
     * @throws IllegalArgumentException if no key is given
     */
    public static Invalidation of(Collection<String> keys) {
        return new Invalidation(new LinkedHashSet<>(keys), Map.of(), Set.of(), Optional.empty());
    }

    /** A change of a key to content with this hash, with this node as its source. */
    public static Invalidation update(String key, String hash) {
        return new Invalidation(Set.of(key), Map.of(key, hash), Set.of(), Optional.empty());
    }

    /** The deletion of a key, with this node as its source. */
    public static Invalidation delete(String key) {
        return new Invalidation(Set.of(key), Map.of(), Set.of(key), Optional.empty());
    }

    /** The same invalidation with another source. */
    public Invalidation from(String source) {
        return new Invalidation(keys, hashes, deleted, Optional.of(source));
    }
}
