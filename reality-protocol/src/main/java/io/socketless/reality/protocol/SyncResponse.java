package io.socketless.reality.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The response to a sync.
 *
 * @param changed every key whose current version is not the known one, in the order of the request
 * @param serverTime the node's clock in milliseconds since the epoch
 * @param denied keys that this caller cannot watch; omitted from the JSON if empty
 * @param retryMillis minimum time until the next sync of the client; omitted from the JSON if empty
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
