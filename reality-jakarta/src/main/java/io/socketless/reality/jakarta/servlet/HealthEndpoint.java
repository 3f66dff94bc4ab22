package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.core.Engine;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.jakarta.node.Release;
import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.HealthStatus;
import io.socketless.reality.spi.Peer;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * {@code GET /health} and {@code GET /}: whether the store answers now, and who else is there. A node that is about to stop is
 * unhealthy, though it still serves: no client should be sent to it.
 */
final class HealthEndpoint implements Endpoint {

    private static final String PROBE = "health";

    private final LocalNode node;

    HealthEndpoint(LocalNode node) {
        this.node = node;
    }

    @Override
    public CompletableFuture<Answer> answer(HttpServletRequest request, HttpServletResponse response, boolean mayWait) {
        return health(node)
                .thenApply(health -> Answer.json(
                        health.status() == HealthStatus.UNHEALTHY
                                ? HttpServletResponse.SC_SERVICE_UNAVAILABLE
                                : HttpServletResponse.SC_OK,
                        Encoder.encode(health)));
    }

    static CompletableFuture<HealthResponse> health(LocalNode node) {
        Optional<Engine> engine = node.engine();
        if (engine.isEmpty()) {
            return CompletableFuture.completedFuture(health(node, false, List.of(), 0));
        }
        return engine.get()
                .read(Set.of(PROBE))
                .handle((read, failure) -> health(
                        node,
                        failure == null,
                        engine.get().peers(),
                        engine.get().highestVersion()));
    }

    private static HealthResponse health(LocalNode node, boolean storeAnswers, List<Peer> peers, long highestVersion) {
        int healthy = (int) peers.stream()
                .filter(peer -> peer.health() == Peer.Health.HEALTHY)
                .count();
        boolean serves = storeAnswers && !node.isLeaving();
        HealthStatus status = !serves
                ? HealthStatus.UNHEALTHY
                : healthy < peers.size() ? HealthStatus.DEGRADED : HealthStatus.HEALTHY;
        return new HealthResponse(
                status,
                node.settings().identity().serverId(),
                Release.VERSION,
                node.uptime().toMillis(),
                new HealthResponse.Peers(peers.size(), healthy),
                new HealthResponse.Storage(storeAnswers, highestVersion));
    }
}
