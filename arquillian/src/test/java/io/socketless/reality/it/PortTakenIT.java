package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.servers.Cluster;
import io.socketless.reality.servers.ServerNode;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Only where the application brings its own Hazelcast: Payara Micro's takes the next port. */
@EnabledIfSystemProperty(named = "server", matches = "wildfly")
class PortTakenIT {

    @Test
    void a_hazelcast_port_that_is_taken_keeps_a_node_unready_until_it_is_free() throws Exception {
        try (Cluster cluster = Cluster.of(1, "/board/reality/health", BoardCluster.SETTINGS, Wars.board())) {
            ServerNode node = cluster.node(0);
            Client client = new Client(node, "board");
            try (ServerSocket other = new ServerSocket(node.hazelcastPort(), 1, InetAddress.getLoopbackAddress())) {
                node.launch();
                Waiting.atMostSeconds(60).until(() -> node.status("/board/reality/health") == 503);

                Answer answer = client.sync(Map.of("x", 0L));

                assertThat(other.isBound()).isTrue();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isNotEmpty();
            }
            node.awaitUp("/board/reality/health");
            assertThat(client.sync(Map.of("x", 0L)).changed()).containsExactly("x");
        }
    }
}
