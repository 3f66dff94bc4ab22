package io.socketless.reality.spi;

import java.net.URI;
import java.util.Optional;

/**
 * How this node is known to others.
 *
 * @param serverId names the node in answers and logs; differs from node to node
 * @param url the public base URL of the node, if one is configured
 */
public record NodeIdentity(String serverId, Optional<URI> url) {

    /** What other nodes list this one as. */
    public String name() {
        return url.map(URI::toString).orElse(serverId);
    }
}
