package io.socketless.reality.jpa;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The keys that one unit of work has changed so far. They are told to the node together: one event, and before the
 * commit one note in the cluster, not one for each entity. Not thread-safe, as the unit of work is not.
 */
final class PendingKeys {

    private final Set<String> keys = new LinkedHashSet<>();

    void add(Set<String> changed) {
        keys.addAll(changed);
    }

    /** Fires what has come since the last time. */
    void fire() {
        Set<String> fired = new LinkedHashSet<>(keys);
        keys.clear();
        InvalidationEvent.fire(fired);
    }

    void forget() {
        keys.clear();
    }
}
