package com.example.chat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A run of {@code ./demo} that is expected to end by itself. Closing it sends SIGTERM. */
final class DemoScript implements AutoCloseable {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Process process;

    private DemoScript(Process process) {
        this.process = process;
    }

    static DemoScript run(String... options) throws IOException {
        List<String> command =
                Stream.concat(Stream.of("./demo"), Stream.of(options)).toList();
        return new DemoScript(new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start());
    }

    int exitStatus() throws InterruptedException {
        return process.waitFor();
    }

    /** Everything that it has printed, once it has ended. */
    String output() throws IOException {
        try (InputStream stream = process.getInputStream()) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.toHandle().destroy();
        process.waitFor();
    }
}
