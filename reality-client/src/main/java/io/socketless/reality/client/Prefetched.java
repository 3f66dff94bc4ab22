package io.socketless.reality.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Versions that were taken before data was read. Immutable.
 *
 * <pre>{@code
 * Prefetched before = client.prefetch(List.of("chat:room:general")).toCompletableFuture().join();
 * Room room = rooms.read("general"); // what changes from here on is seen by whoever goes on from those versions
 * RealityClient.builder().initialKnown(before.versions());
 * }</pre>
 *
 * @param nodes what the server said of each key
 * @param denied the keys that this client may not watch
 */
public record Prefetched(Map<String, KeyReport> nodes, Set<String> denied) {

    public Prefetched {
        nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
        denied = Set.copyOf(denied);
    }

    /** The version of each key, for a client's {@code initialKnown}. */
    public Map<String, Long> versions() {
        Map<String, Long> versions = new LinkedHashMap<>();
        nodes.forEach((key, node) -> versions.put(key, node.version()));
        return versions;
    }
}
