package io.socketless.reality.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * "This is what I hold, what changed?"
 *
 * @param known key to the version that the client holds, 0 for none, in the order of the request
 * @param clientId tells clients apart in logs and figures
 * @param mode how the client keeps itself up to date
 * @param hint why it syncs now
 * @param timestamp the client's clock in milliseconds since the epoch; information only
 * @param waitMillis how long to hold the request until something changes; 0 or less: answer at once
 */
public record SyncRequest(
        Map<String, Long> known,
        Optional<UUID> clientId,
        Mode mode,
        Hint hint,
        OptionalLong timestamp,
        long waitMillis) {

    public SyncRequest {
        known = Collections.unmodifiableMap(new LinkedHashMap<>(known));
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(hint, "hint");
        Objects.requireNonNull(timestamp, "timestamp");
    }

    /** A request with the defaults, to be answered at once. */
    public static SyncRequest of(Map<String, Long> known) {
        return new SyncRequest(known, Optional.empty(), Mode.NATIVE, Hint.INTERACTION, OptionalLong.empty(), 0);
    }
}
