package io.socketless.reality.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a server is to be started with; it stays the same when the server is started again.
 *
 * @param name unique among the nodes of a cluster, for directories and messages
 * @param directory of this node alone
 * @param httpPort where the applications are
 * @param hazelcastPort where the Hazelcast member of this node listens
 * @param hazelcastPorts the ports of all nodes of the cluster
 * @param clusterName keeps clusters on one machine apart
 * @param microProfile whether all of MicroProfile is needed, where that is not the server's default
 * @param dataSource the JDBC address of the server's default data source, which takes a full server; empty: whatever it
 * comes with
 * @param settings system properties
 * @param archives what is deployed; the name of the file without its ending is the context root
 */
record NodePlan(
        String name,
        Path directory,
        int httpPort,
        int hazelcastPort,
        List<Integer> hazelcastPorts,
        String clusterName,
        boolean microProfile,
        Optional<String> dataSource,
        Map<String, String> settings,
        List<Path> archives) {

    NodePlan {
        hazelcastPorts = List.copyOf(hazelcastPorts);
        settings = Map.copyOf(settings);
        archives = List.copyOf(archives);
    }

    /** {@code 127.0.0.1:1,127.0.0.1:2} for the ports 1 and 2. */
    String members() {
        return String.join(
                ",", hazelcastPorts.stream().map(port -> "127.0.0.1:" + port).toList());
    }
}
