package io.socketless.reality.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Payara Micro. Its own Hazelcast is the one that applications use. */
final class PayaraNode extends ServerNode {
    private static final String FAILURE = "Exception while loading the app";
    /** A command before the boot: HTTP at the loopback address only. */
    static final String LOOPBACK =
            "set configs.config.server-config.network-config.network-listeners.network-listener.http-listener"
                    + ".address=127.0.0.1\n";

    private static final String CONTROL = "payara-control";

    PayaraNode(NodePlan plan) {
        super(plan);
    }

    @Override
    ProcessBuilder command() throws IOException {
        Path directory = plan().directory();
        Path temporary = Files.createDirectories(directory.resolve("tmp"));
        Path boot = directory.resolve("boot.txt");
        Files.writeString(boot, LOOPBACK);
        List<String> command = new ArrayList<>(List.of(
                tool("java"),
                "-Xmx768m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + temporary,
                "-Dhazelcast.socket.bind.any=false"));
        command.addAll(systemProperties(plan().settings()));
        command.addAll(List.of(
                "-jar",
                Path.of(System.getProperty("servers.directory"), "payara-micro.jar")
                        .toString(),
                "--port",
                Integer.toString(plan().httpPort()),
                "--interfaces",
                "127.0.0.1",
                "--clustermode",
                "tcpip:" + plan().members(),
                "--clustername",
                plan().clusterName(),
                "--startport",
                Integer.toString(plan().hazelcastPort()),
                "--prebootcommandfile",
                boot.toString(),
                "--disablephonehome",
                "--deploy",
                control(directory).toString()));
        for (Path archive : plan().archives()) {
            command.addAll(List.of("--deploy", archive.toString()));
        }
        return new ProcessBuilder(command);
    }

    @Override
    boolean hasFailed() {
        return logOfThisRun().contains(FAILURE);
    }

    private static Path control(Path directory) {
        Path war = directory.resolve(CONTROL + ".war");
        ShrinkWrap.create(WebArchive.class, CONTROL + ".war")
                .addClass(PayaraControl.class)
                .as(ZipExporter.class)
                .exportTo(war.toFile(), true);
        return war;
    }

    @Override
    public URI healthUri() {
        return uri("/health");
    }

    @Override
    public void deploy(Path archive) {
        int before = log().length();
        control("deploy", archive.toString());
        String written = log().substring(before);
        if (written.contains(FAILURE)) { // the answer of the server does not tell
            throw new DeploymentFailure(written);
        }
    }

    @Override
    public void undeploy(String application) {
        control("undeploy", application);
    }

    private void control(String command, String operand) {
        try {
            HttpResponse<String> answer =
                    get("/" + CONTROL + "/" + command + "?" + URLEncoder.encode(operand, StandardCharsets.UTF_8));
            if (answer.statusCode() != 200) {
                throw new DeploymentFailure(command + " " + operand + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
