package io.socketless.reality.cli;

import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.RealityClientBuilder;
import io.socketless.reality.client.RefusedException;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options shared by all subcommands. */
final class Connection {

    @Option(
            names = {"-s", "--server"},
            paramLabel = "URL",
            split = ",",
            defaultValue = "${env:REALITY_SERVER:-http://localhost:8080}",
            description = {
                "Application that contains Reality; repeatable. Default: $REALITY_SERVER, otherwise",
                "http://localhost:8080."
            })
    @SuppressWarnings("NullAway.Init") // picocli sets it
    List<String> servers;

    @Option(
            names = "--secret",
            paramLabel = "TEXT",
            defaultValue = "${env:REALITY_CLIENT_SECRET}",
            description = "Secret for the write endpoints. Default: $REALITY_CLIENT_SECRET, which other users of the "
                    + "machine cannot"
                    + " see.")
    @Nullable
    String secret;

    @Option(names = "--json", description = "Print JSON, one object per line.")
    boolean json;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "Maximum time for a response (${DEFAULT-VALUE}).")
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

    /** Prints a line to standard error. */
    synchronized void complain(String line) {
        command.commandLine().getErr().println("reality: " + line);
        command.commandLine().getErr().flush();
    }

    /** Prints a line, as JSON if that is asked for. */
    void print(String text, JsonObjectBuilder object) {
        print(json ? object.build().toString() : text);
    }

    private synchronized void print(String line) {
        PrintWriter out = command.commandLine().getOut();
        out.println(line);
        out.flush();
    }

    /** Whether standard output is closed, for example by {@code | head}. */
    boolean isUnread() {
        return command.commandLine().getOut().checkError();
    }

    <T> T await(CompletionStage<T> stage) throws ExecutionException, InterruptedException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException failure) {
            if (Failure.cause(failure) instanceof RefusedException) {
                throw failure;
            }
            throw new ExecutionException(new IOException(Failure.of(String.join(", ", servers), failure), failure));
        }
    }
}
