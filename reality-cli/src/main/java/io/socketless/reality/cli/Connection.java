package io.socketless.reality.cli;

import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.RealityClientBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options that all subcommands have, and what follows from them. */
final class Connection {

    @Option(
            names = {"-s", "--server"},
            paramLabel = "URL",
            split = ",",
            defaultValue = "${env:REALITY_SERVER:-http://localhost:8080}",
            description =
                    "The application that contains Reality; repeat it for several. Default: $REALITY_SERVER, else "
                            + "http://localhost:8080.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    List<String> servers;

    @Option(
            names = "--secret",
            paramLabel = "TEXT",
            defaultValue = "${env:REALITY_SECRET}",
            description =
                    "What opens the write endpoints. Default: $REALITY_SECRET, where other users of the machine do not see "
                            + "it.")
    @Nullable
    String secret;

    @Option(names = "--json", description = "Print JSON, one object a line.")
    boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "How long to wait for an answer (${DEFAULT-VALUE}).")
    int timeout;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    RealityClient client() {
        return builder().build();
    }

    RealityClientBuilder builder() {
        RealityClientBuilder builder = RealityClient.builder()
                .executionMode(ExecutionMode.CLIENT)
                .servers(servers.toArray(String[]::new))
                .timeout(Duration.ofSeconds(timeout))
                .retries(1);
        String bearer = secret;
        if (bearer != null && !bearer.isEmpty()) {
            builder.authorization(() -> "Bearer " + bearer);
        }
        return builder;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** Prints a line, as JSON if that is asked for. */
    void print(String text, JsonObjectBuilder object) {
        print(json ? object.build().toString() : text);
    }

    synchronized void print(String line) {
        out().println(line);
        out().flush();
    }

    static <T> T await(CompletionStage<T> stage) throws ExecutionException, InterruptedException {
        return stage.toCompletableFuture().get();
    }
}
