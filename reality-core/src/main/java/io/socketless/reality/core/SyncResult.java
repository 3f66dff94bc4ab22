package io.socketless.reality.core;

import io.socketless.reality.KeyState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a client is told.
 *
 * @param changed the keys whose version is not the one that the client knows
 * @param retry how long the client should wait before its next sync, when this node is leaving
 */
public record SyncResult(Map<String, KeyState> changed, Optional<Duration> retry) {

    static final SyncResult NOTHING = new SyncResult(Map.of(), Optional.empty());

    static SyncResult of(Map<String, KeyState> changed) {
        return changed.isEmpty() ? NOTHING : new SyncResult(changed, Optional.empty());
    }
}
