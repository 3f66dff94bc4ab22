package io.socketless.reality.protocol;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Raises the versions of several keys.
 *
 * @param keys at least one, in the order of the request
 * @param source the source of the change; empty: the server that receives the request
 * @param timestamp the caller's clock in milliseconds since the epoch; information only
 */
public record InvalidateRequest(Set<String> keys, Optional<String> source, OptionalLong timestamp) {

    public InvalidateRequest {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("An invalidation needs at least one key");
        }
        keys = Collections.unmodifiableSet(new LinkedHashSet<>(keys));
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(timestamp, "timestamp");
    }
}
