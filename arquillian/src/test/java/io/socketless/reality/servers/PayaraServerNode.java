package io.socketless.reality.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Payara Server, with a domain for each node and one home for all. Its own Hazelcast is the one that applications use.
 * Told by its own tool what its command line is, it is a child of this process, so that it can be killed and paused.
 */
final class PayaraServerNode extends ServerNode {
    private static final String FAILURE = "Exception while loading the app";
    private static final String CONFIG = "configs.config.server-config.";
    private static final String LISTENER = CONFIG + "network-config.network-listeners.network-listener.";
    private static final String HAZELCAST = "hazelcast-runtime-configuration.";

    private final Path home = Path.of(System.getProperty("payara.home", ""));
    private final int adminPort = Ports.free();

    PayaraServerNode(NodePlan plan) {
        super(plan);
    }

    @Override
    ProcessBuilder command() throws IOException {
        Path directory = plan().directory();
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        boolean isNew = Files.notExists(directory.resolve("domain1"));
        if (isNew) {
            copy(home.resolve("glassfish/domains/domain1"), directory.resolve("domain1"));
            disableMessaging(directory.resolve("domain1/config/domain.xml"));
        }
        List<String> told = asadmin(
                "start-domain",
                "--dry-run",
                "--domaindir=" + directory,
                "--prebootcommandfile=" + Files.writeString(directory.resolve("preboot"), beforeTheStart(), UTF_8),
                "--postbootcommandfile="
                        + Files.writeString(directory.resolve("postboot"), isNew ? deployments() : "", UTF_8),
                "domain1");
        List<String> command = new ArrayList<>(List.of(
                told.get(0),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-Dhazelcast.socket.bind.any=false"));
        command.addAll(systemProperties(plan().settings()));
        command.addAll(told.subList(1, told.size()));
        command.removeIf(argument -> argument.startsWith("-Dosgi.shell.telnet.port"));
        command.replaceAll(argument -> argument.replace("org.apache.felix.shell.remote,", ""));
        // It reads passwords from there until the end.
        return new ProcessBuilder(command).redirectInput(new File("/dev/null"));
    }

    /** It would listen on all addresses, at one port for all nodes. No command can say so before the first start. */
    private static void disableMessaging(Path configuration) throws IOException {
        String original = Files.readString(configuration, UTF_8);
        String server = "<config name=\"server-config\">";
        Files.writeString(configuration, original.replace(server, server + "<jms-service type=\"DISABLED\"/>"), UTF_8);
    }

    private String beforeTheStart() {
        Map<String, String> settings = Map.ofEntries(
                Map.entry(LISTENER + "http-listener-1.port", Integer.toString(plan().httpPort())),
                Map.entry(LISTENER + "http-listener-1.address", "127.0.0.1"),
                Map.entry(LISTENER + "http-listener-2.enabled", "false"),
                Map.entry(LISTENER + "admin-listener.port", Integer.toString(adminPort)),
                Map.entry(LISTENER + "admin-listener.address", "127.0.0.1"),
                Map.entry(CONFIG + "iiop-service.iiop-listener.orb-listener-1.enabled", "false"),
                Map.entry(CONFIG + "iiop-service.iiop-listener.SSL.enabled", "false"),
                Map.entry(CONFIG + "iiop-service.iiop-listener.SSL_MUTUALAUTH.enabled", "false"),
                Map.entry(CONFIG + "admin-service.jmx-connector.system.enabled", "false"),
                Map.entry(HAZELCAST + "cluster-group-name", plan().clusterName()),
                Map.entry(HAZELCAST + "discovery-mode", "tcpip"),
                Map.entry(HAZELCAST + "tcpip-members", plan().members()),
                Map.entry(HAZELCAST + "interface", "127.0.0.1"),
                Map.entry(HAZELCAST + "das-port", Integer.toString(plan().hazelcastPort())),
                Map.entry(HAZELCAST + "start-port", Integer.toString(plan().hazelcastPort())),
                Map.entry(HAZELCAST + "auto-increment-port", "false"),
                Map.entry(
                        "resources.jdbc-connection-pool.H2Pool.property.URL",
                        plan().dataSource().orElseThrow()),
                Map.entry("resources.jdbc-connection-pool.H2Pool.property.User", "sa"), // as on WildFly
                Map.entry("resources.jdbc-connection-pool.H2Pool.property.Password", "sa"));
        return settings.entrySet().stream()
                .map(setting -> "set " + setting.getKey() + "=" + setting.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /** A domain remembers what is deployed. */
    private String deployments() {
        return plan().archives().stream()
                .map(archive -> "deploy " + archive + "\n")
                .collect(Collectors.joining());
    }

    @Override
    boolean hasFailed() {
        return logOfThisRun().contains(FAILURE);
    }

    @Override
    public URI healthUri() {
        return uri("/health");
    }

    @Override
    public void deploy(Path archive) {
        asadmin("deploy", archive.toString());
    }

    @Override
    public void undeploy(String application) {
        asadmin("undeploy", application);
    }

    /** The lines that it prints, without those about itself. */
    private List<String> asadmin(String... command) {
        Stream<String> all = Stream.concat(
                Stream.of(
                        tool("java"),
                        "-jar",
                        home.resolve("glassfish/lib/client/appserver-cli.jar").toString(),
                        "--interactive=false",
                        "--port=" + adminPort),
                Stream.of(command));
        String output = run(all.toList());
        if (!output.contains("executed successfully")) {
            throw new DeploymentFailure(String.join(" ", command) + ": " + output);
        }
        return output.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("Dump of ") && !line.startsWith("Command "))
                .toList();
    }
}
