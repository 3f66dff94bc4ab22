package io.socketless.reality.client;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Versions taken before data is read. Immutable.
 *
 * <pre>{@code
 * Prefetched before = client.prefetch(List.of("chat:room:general")).toCompletableFuture().join();
 * Room room = rooms.read("general"); // a client that starts from these versions sees every later change
 * RealityClient.builder().initialKnown(before.versions());
 * }</pre>
 *
 * @param reports what the server reported for each key
 * @param denied the keys that this client may not watch
 */
public record Prefetched(Map<String, KeyReport> reports, Set<String> denied) {

    /** Copies both collections. */
    public Prefetched {
        reports = Collections.unmodifiableMap(new LinkedHashMap<>(reports));
        denied = Set.copyOf(denied);
    }

    /** The version of each key, for {@link RealityClientBuilder#initialKnown}. */
    public Map<String, Long> versions() {
        Map<String, Long> versions = new LinkedHashMap<>();
        reports.forEach((key, report) -> versions.put(key, report.version()));
        return versions;
    }
}
