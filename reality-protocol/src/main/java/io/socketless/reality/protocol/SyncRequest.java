package io.socketless.reality.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The versions that a client holds, sent to learn which of them are outdated. A server answers every request alike,
 * from the owners of the entries: {@code mode}, {@code hint}, {@code clientId} and {@code timestamp} are validated and
 * have no effect on the answer.
 *
 * @param known key to the version that the client holds, 0 for none, in the order of the request
 * @param clientId identifies the client; information only
 * @param mode how the client is kept up to date; information only
 * @param hint why the client syncs; information only
 * @param timestamp the client's clock in milliseconds since the epoch; information only
 * @param waitMillis maximum time to hold the request until a key changes; 0 or less: answer at once
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

    /** This request, to be answered at once. */
    public SyncRequest withoutWait() {
        return waitMillis <= 0 ? this : new SyncRequest(known, clientId, mode, hint, timestamp, 0);
    }
}
