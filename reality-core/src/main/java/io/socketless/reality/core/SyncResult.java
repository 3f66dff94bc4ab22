package io.socketless.reality.core;

import io.socketless.reality.Node;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What a client is told.
 *
 * @param changed the keys whose version is not the one that the client knows
 * @param retry how long the client should wait before its next sync, when this node is leaving
 */
public record SyncResult(Map<String, Node> changed, Optional<Duration> retry) {

    static final SyncResult NOTHING = new SyncResult(Map.of(), Optional.empty());

    static SyncResult of(Map<String, Node> changed) {
        return changed.isEmpty() ? NOTHING : new SyncResult(changed, Optional.empty());
    }
}
