package io.socketless.reality.jakarta.http;

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

/** {@code GET /health} and {@code GET /}: whether the store answers now, and who else is there. */
final class HealthEndpoint implements Endpoint {

    private static final String PROBE = "health";

    private final LocalNode node;

    HealthEndpoint(LocalNode node) {
        this.node = node;
    }

    @Override
    public CompletableFuture<Answer> answer(HttpServletRequest request, HttpServletResponse response, boolean mayWait) {
        Optional<Engine> engine = node.engine();
        if (engine.isEmpty()) {
            return CompletableFuture.completedFuture(body(false, List.of(), 0));
        }
        return engine.get()
                .read(Set.of(PROBE))
                .handle((read, failure) ->
                        body(failure == null, engine.get().peers(), engine.get().highestVersion()));
    }

    private Answer body(boolean storeAnswers, List<Peer> peers, long highestVersion) {
        int healthy = (int) peers.stream()
                .filter(peer -> peer.health() == Peer.Health.HEALTHY)
                .count();
        HealthStatus status = !storeAnswers
                ? HealthStatus.UNHEALTHY
                : healthy < peers.size() ? HealthStatus.DEGRADED : HealthStatus.HEALTHY;
        HealthResponse health = new HealthResponse(
                status,
                node.settings().identity().serverId(),
                Release.VERSION,
                node.uptime().toMillis(),
                new HealthResponse.Peers(peers.size(), healthy),
                new HealthResponse.Storage(storeAnswers, highestVersion));
        return Answer.json(
                storeAnswers ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                Encoder.encode(health));
    }
}
