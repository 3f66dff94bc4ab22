package io.socketless.reality.jakarta.answer;

import io.socketless.reality.protocol.Mesh;
import io.socketless.reality.protocol.PeerStatus;
import io.socketless.reality.spi.Peer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The answer to a sync.
 *
 * @param changed the keys to report, in the order of the request
 * @param denied the keys that the caller cannot watch
 * @param retry minimum time until the client's next sync, if the node is leaving
 * @param peers the other nodes
 * @param highestVersion the highest version that this node has seen
 */
public record SyncAnswer(
        List<Reported> changed, Set<String> denied, Optional<Duration> retry, List<Peer> peers, long highestVersion) {

    /** {@link #retry} in milliseconds. */
    public OptionalLong retryMillis() {
        return retry.isPresent() ? OptionalLong.of(retry.get().toMillis()) : OptionalLong.empty();
    }

    /** {@link #peers} and {@link #highestVersion} in the form of the protocol. */
    public Mesh mesh() {
        Map<String, PeerStatus> statuses = new LinkedHashMap<>();
        peers.forEach(peer -> statuses.put(peer.name(), status(peer)));
        return new Mesh(statuses, highestVersion);
    }

    private static PeerStatus status(Peer peer) {
        return switch (peer.health()) {
            case HEALTHY -> PeerStatus.HEALTHY;
            case DEGRADED -> PeerStatus.DEGRADED;
            case UNHEALTHY -> PeerStatus.UNHEALTHY;
            case UNKNOWN -> PeerStatus.UNKNOWN;
        };
    }
}
