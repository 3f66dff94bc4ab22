package io.socketless.reality.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Nodes of the server under test that share one Hazelcast cluster, which no other cluster on the machine can reach: it
 * has a random name, ports of its own, and listens at the loopback address only. Closing it ends every node.
 */
public final class Cluster implements AutoCloseable {
    private final List<ServerNode> nodes;
    private final String upPath;

    private Cluster(List<ServerNode> nodes, String upPath) {
        this.nodes = List.copyOf(nodes);
        this.upPath = upPath;
    }

    /**
     * A cluster of which no node is running yet. The nodes are named {@code a}, {@code b} and so on, and know it as
     * their {@code reality.server.id}.
     *
     * @param size how many nodes
     * @param upPath the path that answers 200 once a node is up
     * @param settings system properties of all nodes
     * @param archives what every node deploys; the name of a file without its ending is the context root
     */
    public static Cluster of(int size, String upPath, Map<String, String> settings, Path... archives) {
        return of(size, false, Optional.empty(), upPath, settings, archives);
    }

    /** The same of full servers, on which an EAR can be deployed, with a default data source at this JDBC address. */
    public static Cluster full(
            int size, String dataSource, String upPath, Map<String, String> settings, Path... archives) {
        return of(size, false, Optional.of(dataSource), upPath, settings, archives);
    }

    /**
     * The same with all of MicroProfile, Health included: on WildFly that takes another configuration than the default.
     */
    public static Cluster withMicroProfile(int size, String upPath, Map<String, String> settings, Path... archives) {
        return of(size, true, Optional.empty(), upPath, settings, archives);
    }

    private static Cluster of(
            int size,
            boolean microProfile,
            Optional<String> dataSource,
            String upPath,
            Map<String, String> settings,
            Path... archives) {
        String name = "test-" + UUID.randomUUID();
        Path directory = Path.of(System.getProperty("nodes.directory"), server(), name.substring(0, 13));
        List<Integer> hazelcastPorts =
                IntStream.range(0, size).map(index -> Ports.free()).boxed().toList();
        List<ServerNode> nodes = new ArrayList<>();
        // Whatever ends this process, the servers end with it.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> nodes.forEach(ServerNode::close)));
        for (int index = 0; index < size; index++) {
            String node = String.valueOf((char) ('a' + index));
            Map<String, String> own = new LinkedHashMap<>(settings);
            own.put("reality.server.id", node);
            nodes.add(node(new NodePlan(
                    node,
                    directory.resolve(node),
                    Ports.free(),
                    hazelcastPorts.get(index),
                    hazelcastPorts,
                    name,
                    microProfile,
                    dataSource,
                    own,
                    List.of(archives))));
        }
        return new Cluster(nodes, upPath);
    }

    private static ServerNode node(NodePlan plan) {
        return switch (server()) {
            case "payara" -> plan.dataSource().isPresent() ? new PayaraServerNode(plan) : new PayaraNode(plan);
            case "wildfly" -> new WildFlyNode(plan);
            default -> throw new IllegalArgumentException("No such server: " + server());
        };
    }

    /** Which server is under test. */
    public static String server() {
        return System.getProperty("server", "payara");
    }

    public ServerNode node(int index) {
        return nodes.get(index);
    }

    public List<ServerNode> nodes() {
        return nodes;
    }

    /** Starts the nodes that are not running, all at once, and waits until all are up. */
    public Cluster start() {
        nodes.stream().filter(node -> !node.isAlive()).forEach(ServerNode::launch);
        nodes.forEach(node -> node.awaitUp(upPath));
        return this;
    }

    /** Starts one node and waits until it is up. */
    public ServerNode start(int index) {
        ServerNode node = node(index);
        if (!node.isAlive()) {
            node.launch();
        }
        node.awaitUp(upPath);
        return node;
    }

    /** Does the same to every node that is running. */
    public void each(Consumer<ServerNode> action) {
        nodes.stream().filter(ServerNode::isAlive).forEach(action);
    }

    @Override
    public void close() {
        nodes.forEach(ServerNode::close);
    }
}
