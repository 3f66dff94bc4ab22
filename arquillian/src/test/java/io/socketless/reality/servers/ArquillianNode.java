package io.socketless.reality.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The only node of a cluster, in a server that Arquillian starts and that ends with this process. */
public final class ArquillianNode extends ServerNode {

    private ArquillianNode(NodePlan plan) {
        super(plan);
    }

    /**
     * Chooses ports, writes the files that the server needs, and sets the system properties that {@code arquillian.xml}
     * refers to.
     *
     * @param settings system properties of the node; their values have no spaces
     */
    public static ArquillianNode prepare(Map<String, String> settings) {
        String cluster = "test-" + UUID.randomUUID();
        Path directory = Path.of(System.getProperty("nodes.directory"), Cluster.server(), cluster.substring(0, 13));
        int hazelcastPort = Ports.free();
        Map<String, String> own = new LinkedHashMap<>(settings);
        own.put("reality.server.id", "a");
        NodePlan plan = new NodePlan(
                "a",
                directory,
                Ports.free(),
                hazelcastPort,
                List.of(hazelcastPort),
                cluster,
                false,
                Optional.empty(),
                own,
                List.of());
        try {
            Files.createDirectories(directory);
            if (Cluster.server().equals("payara")) {
                payara(plan);
            } else {
                wildfly(plan);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ArquillianNode(plan);
    }

    private static void payara(NodePlan plan) throws IOException {
        Path boot = Files.writeString(plan.directory().resolve("boot.txt"), PayaraNode.LOOPBACK, UTF_8);
        System.setProperty("node.http-port", Integer.toString(plan.httpPort()));
        System.setProperty(
                "node.home",
                Path.of(System.getProperty("servers.directory"), "payara-micro.jar")
                        .toString());
        System.setProperty("node.jvm", jvm(plan) + " -Dhazelcast.socket.bind.any=false");
        System.setProperty(
                "node.options",
                String.join(
                        " ",
                        "--port",
                        Integer.toString(plan.httpPort()),
                        "--interfaces",
                        "127.0.0.1",
                        "--clustermode",
                        "tcpip:" + plan.members(),
                        "--clustername",
                        plan.clusterName(),
                        "--startport",
                        Integer.toString(plan.hazelcastPort()),
                        "--prebootcommandfile",
                        boot.toString(),
                        "--disablephonehome"));
    }

    private static void wildfly(NodePlan plan) throws IOException {
        Path home = Path.of(System.getProperty("wildfly.home"));
        Path base = plan.directory().resolve("base");
        WildFlyNode.prepare(home, base);
        int managementPort = Ports.free();
        System.setProperty("node.home", home.toString());
        System.setProperty("node.management-port", Integer.toString(managementPort));
        System.setProperty(
                "node.jvm",
                jvm(plan) + " -Djboss.server.base.dir=" + base + " -Dreality.hazelcast.cluster-name="
                        + plan.clusterName() + " -Dreality.hazelcast.port=" + plan.hazelcastPort()
                        + " -Dreality.hazelcast.port-count=1 -Dreality.hazelcast.members=" + plan.members());
        System.setProperty(
                "node.options",
                "-Djboss.server.base.dir=" + base + " -Djboss.bind.address=127.0.0.1"
                        + " -Djboss.bind.address.management=127.0.0.1 -Djboss.http.port=" + plan.httpPort()
                        + " -Djboss.https.port=" + Ports.free() + " -Djboss.management.http.port=" + managementPort);
    }

    private static String jvm(NodePlan plan) {
        return "-Xmx768m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "
                + String.join(" ", systemProperties(plan.settings()));
    }

    @Override
    long pid() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(Integer.toString(httpPort())))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Arquillian has not started a server"))
                .pid();
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    ProcessBuilder command() {
        throw startedByArquillian();
    }

    @Override
    boolean hasFailed() {
        return false;
    }

    @Override
    public void deploy(Path archive) {
        throw startedByArquillian();
    }

    @Override
    public void undeploy(String application) {
        throw startedByArquillian();
    }

    @Override
    public URI healthUri() {
        return uri("/health");
    }

    private static UnsupportedOperationException startedByArquillian() {
        return new UnsupportedOperationException("Arquillian starts this node and deploys to it");
    }
}
