package io.socketless.reality.cli;

import io.socketless.reality.client.Prefetched;
import io.socketless.reality.client.RealityClient;
import jakarta.json.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code reality sync}. */
@Command(name = "sync", description = "Prints the versions of keys as they are now.", mixinStandardHelpOptions = true)
final class SyncCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Connection connection;

    @Parameters(paramLabel = "KEY", arity = "1..*", description = "What to ask for.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> keys;

    private SyncCommand() {}

    @Override
    public Integer call() throws Exception {
        try (RealityClient client = connection.client()) {
            Prefetched state = connection.await(client.prefetch(keys));
            state.reports()
                    .values()
                    .forEach(report -> connection.print(
                            "%s  version %d  hash %s  by %s"
                                    .formatted(report.key(), report.version(), report.hash(), report.source()),
                            Json.createObjectBuilder()
                                    .add("key", report.key())
                                    .add("version", report.version())
                                    .add("hash", report.hash())
                                    .add("source", report.source())));
            state.denied()
                    .forEach(key -> connection.print(
                            key + "  denied",
                            Json.createObjectBuilder().add("key", key).add("denied", true)));
            return state.denied().isEmpty() ? 0 : Failure.REFUSED;
        }
    }
}
