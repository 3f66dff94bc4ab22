package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.servers.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every node is stopped and started, one after another, while clients go on. */
class RollingRestartIT {
    private static final int NODES = 3;

    /** Without a grace period, so that clients see as much of the stop as they can. */
    private static final Map<String, String> SETTINGS = Map.of("reality.write.secret", Client.SECRET);

    @Test
    void a_client_that_tries_twice_notices_nothing_of_a_rolling_restart() throws IOException {
        try (Cluster cluster = Cluster.of(NODES, "/reality-server/reality/health", SETTINGS, Wars.ready())
                .start()) {
            List<Client> clients = cluster.nodes().stream()
                    .map(node -> new Client(node, "reality-server"))
                    .toList();
            Traffic traffic = Traffic.among(clients, 6, 60, 2);
            try (traffic) {
                awaitRequests(traffic, 200);
                for (int node = 0; node < NODES; node++) {
                    cluster.node(node).stop();
                    cluster.start(node);
                    awaitRequests(traffic, 200);
                }
            }

            report(traffic + " " + traffic.noticed() + " " + traffic.misses());
            assertThat(traffic.misses()).isEmpty();
            assertThat(traffic.noticed()).isEmpty();
        }
    }

    private static void awaitRequests(Traffic traffic, int more) {
        long goal = traffic.requests() + more;
        Waiting.atMostSeconds(60).pollDelay(Duration.ofSeconds(1)).until(() -> traffic.requests() >= goal);
    }

    private static void report(String line) throws IOException {
        Path file = Path.of(System.getProperty("nodes.directory"), Cluster.server(), "rolling-restart.txt");
        Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        System.out.println(Cluster.server() + " " + line);
    }
}
