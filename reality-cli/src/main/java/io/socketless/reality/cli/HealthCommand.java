package io.socketless.reality.cli;

import io.socketless.reality.client.RealityClient;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.HealthStatus;
import jakarta.json.Json;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code reality health}. */
@Command(
        name = "health",
        description = "Prints the health of every server; fails if one is unhealthy or unreachable.",
        mixinStandardHelpOptions = true)
final class HealthCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Connection connection;

    private HealthCommand() {}

    @Override
    public Integer call() throws Exception {
        int exit = 0;
        try (RealityClient client = connection.client()) {
            for (Map.Entry<String, CompletionStage<HealthResponse>> server :
                    client.health().entrySet()) {
                exit = Math.max(exit, print(server.getKey(), server.getValue()));
            }
        }
        return exit;
    }

    private int print(String server, CompletionStage<HealthResponse> asked) throws InterruptedException {
        try {
            HealthResponse health = asked.toCompletableFuture().get();
            connection.print(
                    "%s  %s  %s  up %s  %d of %d peers healthy  version %s"
                            .formatted(
                                    server,
                                    health.status().wireName(),
                                    health.serverId(),
                                    Duration.ofSeconds(health.uptime() / 1000)
                                            .toString()
                                            .substring(2)
                                            .toLowerCase(java.util.Locale.ROOT),
                                    health.mesh().healthyPeers(),
                                    health.mesh().peerCount(),
                                    health.version()),
                    Json.createObjectBuilder()
                            .add("server", server)
                            .add("status", health.status().wireName())
                            .add("serverId", health.serverId())
                            .add("uptime", health.uptime())
                            .add("peerCount", health.mesh().peerCount())
                            .add("healthyPeers", health.mesh().healthyPeers())
                            .add("version", health.version()));
            return health.status() == HealthStatus.UNHEALTHY ? Failure.UNREACHABLE : 0;
        } catch (ExecutionException failure) {
            connection.print(
                    server + "  unreachable  " + Failure.message(failure),
                    Json.createObjectBuilder()
                            .add("server", server)
                            .add("status", "unreachable")
                            .add("reason", Failure.message(failure)));
            return Failure.UNREACHABLE;
        }
    }
}
