package io.socketless.reality.cli;

import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import jakarta.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code reality update}. */
@Command(
        name = "update",
        description = "Raises the version of a key and records the hash of its new content.",
        mixinStandardHelpOptions = true)
final class UpdateCommand implements Callable<Integer> {

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Connection connection;

    @Parameters(index = "0", paramLabel = "KEY", description = "Key that changed.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String key;

    @Parameters(index = "1", paramLabel = "HASH", description = "Identifies the new content; 1 to 256 characters.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String hash;

    private UpdateCommand() {}

    @Override
    public Integer call() throws Exception {
        try (RealityClient client = connection.client()) {
            KeyReport report = connection.await(client.update(key, hash));
            connection.print(
                    "%s  version %d  hash %s".formatted(report.key(), report.version(), report.hash()),
                    Json.createObjectBuilder()
                            .add("key", report.key())
                            .add("version", report.version())
                            .add("hash", report.hash()));
            return 0;
        }
    }
}
