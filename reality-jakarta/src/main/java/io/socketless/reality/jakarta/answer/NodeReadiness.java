package io.socketless.reality.jakarta.answer;

import io.socketless.reality.spi.Peer;
import java.util.List;

/**
 * Whether clients can be sent to this node.
 *
 * @param storeOpen whether the node has opened its store
 * @param storeAnswers whether the store answers now
 * @param leaving whether the node is about to stop; it can still serve
 * @param waiters the number of held requests
 * @param peers the other nodes
 * @param highestVersion the highest version that this node has seen
 */
public record NodeReadiness(
        boolean storeOpen, boolean storeAnswers, boolean leaving, int waiters, List<Peer> peers, long highestVersion) {

    public boolean ready() {
        return storeAnswers && !leaving;
    }

    int healthyPeers() {
        return (int) peers.stream()
                .filter(peer -> peer.health() == Peer.Health.HEALTHY)
                .count();
    }
}
