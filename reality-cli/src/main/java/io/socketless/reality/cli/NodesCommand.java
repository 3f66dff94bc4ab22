package io.socketless.reality.cli;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.protocol.PeerStatus;
import jakarta.json.Json;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code reality nodes}. */
@Command(
        name = "nodes",
        description = "Prints the nodes of the cluster, as the first server that answers sees them.",
        mixinStandardHelpOptions = true)
final class NodesCommand implements Callable<Integer> {

    /** A sync needs a key to ask for; that nobody uses this one makes no difference. */
    private static final String PROBE = "reality-cli:nodes";

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Connection connection;

    private NodesCommand() {}

    @Override
    public Integer call() throws Exception {
        CompletableFuture<ClientEvent.MeshUpdated> told = new CompletableFuture<>();
        try (RealityClient client = connection.client()) {
            client.onEvent(event -> {
                if (event instanceof ClientEvent.MeshUpdated mesh) {
                    told.complete(mesh);
                }
            });
            connection.await(client.sync(List.of(PROBE)));
            ClientEvent.MeshUpdated mesh = told.get(connection.timeout, TimeUnit.SECONDS);
            print(mesh.server(), "asked");
            for (Map.Entry<String, PeerStatus> peer : mesh.mesh().peers().entrySet()) {
                print(peer.getKey(), peer.getValue().wireName());
            }
            return 0;
        }
    }

    private void print(String node, String status) {
        connection.print(
                "%-10s  %s".formatted(status, node),
                Json.createObjectBuilder().add("node", node).add("status", status));
    }
}
