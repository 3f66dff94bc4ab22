package io.socketless.reality.protocol;

import java.util.List;
import java.util.Objects;

/**
 * The keys that changed after a version, a report for peers and tools. Its JSON also has {@code peerSummaries}, which
 * is always an empty array and ignored when read.
 *
 * @param maxVersion the highest version that the node has seen, 0 for none
 * @param timestamp the node's clock in milliseconds since the epoch
 * @param changed by version, ascending
 */
public record VersionsResponse(String serverId, long maxVersion, long timestamp, List<Entry> changed) {

    public VersionsResponse {
        Objects.requireNonNull(serverId, "serverId");
        changed = List.copyOf(changed);
    }

    /** One key of the report. */
    public record Entry(String key, long version, String hash) {

        public Entry {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(hash, "hash");
        }
    }
}
