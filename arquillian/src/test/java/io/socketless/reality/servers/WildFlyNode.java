package io.socketless.reality.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** WildFly, with a base directory for each node and one home for all. Applications bring their own Hazelcast. */
final class WildFlyNode extends ServerNode {
    /** What the start script of the server passes to Java 17. */
    private static final List<String> OPENED = List.of(
            "--add-exports=java.desktop/sun.awt=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.ldap=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.url.ldap=ALL-UNNAMED",
            "--add-exports=java.naming/com.sun.jndi.url.ldaps=ALL-UNNAMED",
            "--add-exports=jdk.naming.dns/com.sun.jndi.dns=ALL-UNNAMED",
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.invoke=ALL-UNNAMED",
            "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED",
            "--add-opens=java.base/java.io=ALL-UNNAMED",
            "--add-opens=java.base/java.net=ALL-UNNAMED",
            "--add-opens=java.base/java.security=ALL-UNNAMED",
            "--add-opens=java.base/java.util=ALL-UNNAMED",
            "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
            "--add-opens=java.management/javax.management=ALL-UNNAMED",
            "--add-opens=java.naming/javax.naming=ALL-UNNAMED");

    private final Path home = Path.of(System.getProperty("wildfly.home", ""));
    private final int httpsPort = Ports.free();
    private final int managementPort = Ports.free();

    WildFlyNode(NodePlan plan) {
        super(plan);
    }

    @Override
    ProcessBuilder command() throws IOException {
        Path base = plan().directory().resolve("base");
        if (Files.notExists(base)) {
            prepare(home, base);
            for (Path archive : plan().archives()) {
                Files.copy(archive, deployments().resolve(archive.getFileName()));
            }
            if (plan().microProfile()) {
                configure(base.resolve("configuration/" + configuration()));
            }
        }
        List<String> command = new ArrayList<>(List.of(
                tool("java"),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.net.preferIPv4Stack=true",
                "-Djboss.modules.system.pkgs=org.jboss.byteman",
                "-Djava.awt.headless=true",
                "-Dorg.jboss.boot.log.file=" + base.resolve("log/boot.log"),
                "-Dlogging.configuration="
                        + base.resolve("configuration/logging.properties").toUri()));
        command.addAll(OPENED);
        command.addAll(List.of(
                "-jar",
                home.resolve("jboss-modules.jar").toString(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.standalone",
                "--server-config=" + configuration(),
                "-Djboss.home.dir=" + home,
                "-Djboss.server.base.dir=" + base,
                "-Djboss.bind.address=127.0.0.1",
                "-Djboss.bind.address.management=127.0.0.1",
                "-Djboss.http.port=" + plan().httpPort(),
                "-Djboss.https.port=" + httpsPort,
                "-Djboss.management.http.port=" + managementPort,
                "-Djboss.node.name=" + plan().name(),
                "-Djboss.tx.node.id=" + plan().name(),
                "-Dreality.hazelcast.cluster-name=" + plan().clusterName(),
                "-Dreality.hazelcast.port=" + plan().hazelcastPort(),
                "-Dreality.hazelcast.port-count=1",
                "-Dreality.hazelcast.members=" + plan().members()));
        command.addAll(systemProperties(plan().settings()));
        plan().dataSource().ifPresent(address -> command.add("--yaml=" + dataSource(address)));
        return new ProcessBuilder(command);
    }

    /** Points the default data source, which has another name here, at a database. */
    private Path dataSource(String address) {
        try {
            return Files.writeString(plan().directory().resolve("datasource.yml"), """
                    wildfly-configuration:
                      subsystem:
                        datasources:
                          data-source:
                            ExampleDS:
                              connection-url: "%s"
                    """.formatted(address));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration() {
        return plan().microProfile() ? "standalone-microprofile.xml" : "standalone.xml";
    }

    /**
     * Changes the server's configuration in two places. By default users of an application's own identity store must
     * also be users of the server's security domain; this is how WildFly's documentation tells to change that. And
     * applications are to come and go faster than the scanner looks by default.
     */
    private static void configure(Path configuration) throws IOException {
        String original = Files.readString(configuration, UTF_8);
        String domain = "<application-security-domain name=\"other\" security-domain=\"ApplicationDomain\"";
        int web = original.indexOf(domain, original.indexOf("urn:jboss:domain:undertow:"));
        String interval = "scan-interval=\"5000\"";
        if (web < 0 || !original.contains(interval)) {
            throw new IOException("Not the configuration that is expected: " + configuration);
        }
        String trusting = original.substring(0, web) + domain + " integrated-jaspi=\"false\""
                + original.substring(web + domain.length());
        Files.writeString(configuration, trusting.replace(interval, "scan-interval=\"200\""), UTF_8);
    }

    /** Makes a base directory with the default configuration, changed as the tests need it. */
    static void prepare(Path home, Path base) throws IOException {
        copy(home.resolve("standalone"), base);
        configure(base.resolve("configuration/standalone.xml"));
    }

    @Override
    boolean hasFailed() {
        return plan().archives().stream()
                .anyMatch(archive -> Files.exists(marker(archive.getFileName().toString(), "failed")));
    }

    @Override
    public URI healthUri() {
        return URI.create("http://127.0.0.1:" + managementPort + "/health");
    }

    @Override
    public void deploy(Path archive) {
        String name = archive.getFileName().toString();
        try {
            Files.deleteIfExists(marker(name, "failed"));
            Files.deleteIfExists(marker(name, "undeployed"));
            Files.copy(archive, deployments().resolve(name), StandardCopyOption.REPLACE_EXISTING);
            Files.createFile(marker(name, "dodeploy"));
            awaitMarker(name, "deployed", "failed");
            if (Files.exists(marker(name, "failed"))) {
                String reason = Files.readString(marker(name, "failed"), UTF_8);
                Files.deleteIfExists(deployments().resolve(name));
                throw new DeploymentFailure(reason);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void undeploy(String application) {
        try {
            String archive = Files.exists(marker(application + ".ear", "deployed"))
                    ? application + ".ear"
                    : application + ".war";
            Files.deleteIfExists(marker(archive, "deployed"));
            awaitMarker(archive, "undeployed");
            Files.deleteIfExists(deployments().resolve(archive));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitMarker(String archive, String... states) {
        Awaitility.await(archive + " " + String.join(" or ", states) + " on " + name())
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> Stream.of(states).anyMatch(state -> Files.exists(marker(archive, state))));
    }

    private Path marker(String archive, String state) {
        return deployments().resolve(archive + "." + state);
    }

    private Path deployments() {
        return plan().directory().resolve("base/deployments");
    }
}
