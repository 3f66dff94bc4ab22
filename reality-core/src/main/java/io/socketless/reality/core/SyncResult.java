package io.socketless.reality.core;

import io.socketless.reality.KeyState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The result of a sync.
 *
 * @param changed the keys whose version differs from the held one
 * @param retry how long the client should wait before its next sync, when this node is draining
 */
public record SyncResult(Map<String, KeyState> changed, Optional<Duration> retry) {

    static final SyncResult NOTHING = new SyncResult(Map.of(), Optional.empty());

    static SyncResult of(Map<String, KeyState> changed) {
        return changed.isEmpty() ? NOTHING : new SyncResult(changed, Optional.empty());
    }
}
