package io.socketless.reality.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The peers of the responding node.
 *
 * @param peers public base URL (or name) to status
 * @param serverVersion the highest version that the responding node has seen, 0 for none
 */
public record Mesh(Map<String, PeerStatus> peers, long serverVersion) {

    public Mesh {
        peers = Collections.unmodifiableMap(new LinkedHashMap<>(peers));
    }
}
