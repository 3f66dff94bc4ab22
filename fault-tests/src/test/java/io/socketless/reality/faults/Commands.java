package io.socketless.reality.faults;

import io.socketless.reality.faults.Scenario.Trait;
import io.socketless.reality.faults.node.NodeClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the processes of one cluster are started: each in its network namespace where there are any, else at ports of the
 * loopback address that were free.
 */
final class Commands {

    private static final int HTTP_PORT = 8080;
    private static final int HAZELCAST_PORT = 5701;

    /**
     * What the embedded member is started with as well; a server's own member waits a minute for a heartbeat by
     * default.
     */
    private static final Map<String, String> OF_THE_SERVERS_HAZELCAST = Map.of(
            "hazelcast.socket.bind.any", "false",
            "hazelcast.heartbeat.interval.seconds", "1",
            "hazelcast.max.no.heartbeat.seconds", "5",
            "hazelcast.operation.backup.timeout.millis", "1000",
            "hazelcast.operation.call.timeout.millis", "10000",
            "hazelcast.partition.migration.stale.read.disabled", "true",
            "hazelcast.merge.first.run.delay.seconds", "5",
            "hazelcast.merge.next.run.delay.seconds", "5");

    private final Scenario scenario;
    private final Optional<Network> network;
    private final Path directory;
    private final List<Path> classes;
    private final List<Integer> ports;
    private final String cluster = "faults-" + UUID.randomUUID();

    Commands(Scenario scenario, Optional<Network> network, Path directory, List<Path> classes) {
        this.scenario = scenario;
        this.network = network;
        this.directory = directory;
        this.classes = List.copyOf(classes);
        ports = network.isPresent() ? List.of() : freePorts(2 * scenario.nodes());
    }

    /** Where the endpoints of a node are. */
    URI base(int index) {
        String application = scenario.has(Trait.PAYARA) ? "reality-server" : "app";
        return URI.create("http://" + address(index) + ":" + httpPort(index) + "/" + application + "/reality");
    }

    /** Starts a node. */
    List<String> of(int index, String name, SettableClock clock) {
        List<String> command = new ArrayList<>();
        network.ifPresent(net -> command.addAll(net.prefix(index)));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                scenario.has(Trait.PAYARA) ? "-Xmx512m" : "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-Dreality.server.id=" + name,
                "-Dreality.write.secret=" + Arena.SECRET));
        scenario.settings().forEach((property, value) -> command.add("-D" + property + "=" + value));
        if (scenario.has(Trait.CLOCKS)) {
            command.add("-Dfaults.clock=" + clock.file());
            command.add("-Dcom.hazelcast.clock.impl=" + NodeClock.OfHazelcast.class.getName());
        }
        command.addAll(scenario.has(Trait.PAYARA) ? payara(index, name) : plain(index));
        return command;
    }

    private List<String> plain(int index) {
        return List.of(
                "-cp",
                classPath(),
                "-Dfaults.address=" + address(index),
                "-Dfaults.port=" + httpPort(index),
                "-Dreality.hazelcast.instance=embedded",
                "-Dreality.hazelcast.cluster-name=" + cluster,
                "-Dreality.hazelcast.bind=" + address(index),
                "-Dreality.hazelcast.port=" + hazelcastPort(index),
                "-Dreality.hazelcast.port-count=1",
                "-Dreality.hazelcast.members=" + members(),
                "-Djava.util.logging.config.file=" + resource("/node-logging.properties"),
                "io.socketless.reality.faults.node.CheckedNode");
    }

    private List<String> payara(int index, String name) {
        Path servers = Path.of(System.getProperty("servers.directory"));
        Path boot = directory.resolve(name + ".boot");
        Path temporary = directory.resolve(name + ".tmp");
        try {
            Files.createDirectories(temporary);
            Files.writeString(
                    boot,
                    "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener"
                            + ".address=" + address(index) + "\n");
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
        List<String> command = new ArrayList<>(List.of("-Djava.io.tmpdir=" + temporary));
        OF_THE_SERVERS_HAZELCAST.forEach((property, value) -> command.add("-D" + property + "=" + value));
        command.addAll(List.of(
                "-jar",
                servers.resolve("payara-micro.jar").toString(),
                "--port",
                Integer.toString(httpPort(index)),
                "--interfaces",
                address(index),
                "--clustermode",
                "tcpip:" + members(),
                "--clustername",
                cluster,
                "--startport",
                Integer.toString(hazelcastPort(index)),
                "--prebootcommandfile",
                boot.toString(),
                "--disablephonehome",
                "--deploy",
                servers.resolve("reality-server.war").toString()));
        return command;
    }

    private String classPath() {
        String real = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return classes.stream().map(each -> each + ":").collect(Collectors.joining()) + real;
    }

    private String members() {
        return IntStream.range(0, scenario.nodes())
                .mapToObj(index -> address(index) + ":" + hazelcastPort(index))
                .collect(Collectors.joining(","));
    }

    private String address(int index) {
        return network.map(net -> net.address(index)).orElse("127.0.0.1");
    }

    private int httpPort(int index) {
        return ports.isEmpty() ? HTTP_PORT : ports.get(2 * index);
    }

    private int hazelcastPort(int index) {
        return ports.isEmpty() ? HAZELCAST_PORT : ports.get(2 * index + 1);
    }

    /** Below the range of outgoing connections, so that they are still free when a node is started again. */
    private static List<Integer> freePorts(int number) {
        Set<Integer> free = new HashSet<>();
        while (free.size() < number) {
            int port = ThreadLocalRandom.current().nextInt(32_000, 32_700);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                free.add(probe.getLocalPort());
            } catch (IOException taken) {
                // Another, then.
            }
        }
        return List.copyOf(free);
    }

    private static String resource(String name) {
        return Path.of(URI.create(Commands.class.getResource(name).toString())).toString();
    }
}
