package io.socketless.reality.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The answer to a sync.
 *
 * @param changed every key whose current version is not the known one, in the order of the request
 * @param serverTime the node's clock in milliseconds since the epoch
 * @param denied keys that this caller may not watch; left out of the JSON when empty
 * @param retryMillis how long the client should let pass before its next sync; left out of the JSON when empty
 */
public record SyncResponse(
        Map<String, ChangedKey> changed, Mesh mesh, long serverTime, Set<String> denied, OptionalLong retryMillis) {

    public SyncResponse {
        changed = Collections.unmodifiableMap(new LinkedHashMap<>(changed));
        Objects.requireNonNull(mesh, "mesh");
        denied = Collections.unmodifiableSet(new LinkedHashSet<>(denied));
        Objects.requireNonNull(retryMillis, "retryMillis");
    }
}
