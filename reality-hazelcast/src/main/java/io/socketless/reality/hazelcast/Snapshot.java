package io.socketless.reality.hazelcast;

import io.socketless.reality.KeyState;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Entries and floors from one bulk read, and the judgement of these floors.
 *
 * @param partitions the partition of each key that was asked for
 * @param values the bytes found, by key, those of the floors included
 */
record Snapshot(Map<String, Integer> partitions, Map<String, byte[]> values, Floors.Judgement judgement) {

    /** Whether all floors are valid. */
    boolean valid() {
        return judgement.valid();
    }

    /** The data members at the time of the judgement. */
    Set<UUID> members() {
        return judgement.members();
    }

    byte @Nullable [] bytes(String key) {
        return values.get(key);
    }

    /** The valid floor of the key's partition. */
    long floor(String key) {
        Long floor = judgement.versions().get(partitions.get(key));
        if (floor == null) {
            throw new IllegalStateException("The floor is not valid");
        }
        return floor;
    }

    /** The state of a key as clients see it. */
    KeyState state(String key, String serverId) {
        byte[] bytes = bytes(key);
        long floor = floor(key);
        return bytes == null
                ? KeyState.absent(key, floor, serverId)
                : Entry.decoded(bytes).above(floor, key);
    }
}
