package io.socketless.reality.protocol;

import java.util.Objects;

/**
 * The health of a node.
 *
 * @param version the version of the server software
 * @param uptime milliseconds since the node started
 */
public record HealthResponse(
        HealthStatus status, String serverId, String version, long uptime, Peers mesh, Storage storage) {

    public HealthResponse {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(serverId, "serverId");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(mesh, "mesh");
        Objects.requireNonNull(storage, "storage");
    }

    /** The number of other nodes, and of those that are healthy. */
    public record Peers(int peerCount, int healthyPeers) {}

    /**
     * The store of versions.
     *
     * @param healthy whether it answers
     * @param maxVersion the highest version that the node has seen, 0 for none
     */
    public record Storage(boolean healthy, long maxVersion) {}
}
