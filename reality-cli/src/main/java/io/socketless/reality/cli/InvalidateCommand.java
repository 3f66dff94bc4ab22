package io.socketless.reality.cli;

import io.socketless.reality.client.RealityClient;
import jakarta.json.Json;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code reality invalidate}. */
@Command(
        name = "invalidate",
        description = "Invalidates keys: every client that watches them refetches.",
        mixinStandardHelpOptions = true)
final class InvalidateCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Connection connection;

    @Parameters(paramLabel = "KEY", arity = "1..*", description = "Keys that changed.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> keys;

    private InvalidateCommand() {}

    @Override
    public Integer call() throws Exception {
        try (RealityClient client = connection.client()) {
            connection
                    .await(client.invalidate(keys))
                    .forEach((key, version) -> connection.print(
                            key + "  version " + version,
                            Json.createObjectBuilder().add("key", key).add("version", version)));
            return 0;
        }
    }
}
