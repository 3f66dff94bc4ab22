package com.example.board;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A run of {@code ./demo}. Closing it sends SIGTERM, as a terminal or a service manager would. */
final class DemoScript implements AutoCloseable {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern NODE = Pattern.compile("node-\\d+(?: is back:)? +(http://[0-9.:]+)/ +pid (\\d+)");
    private static final Pattern CURL = Pattern.compile("(?m)^curl .*$");

    private final Process process;
    private final StringBuffer output = new StringBuffer();
    private final Thread reader;

    private DemoScript(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "output of ./demo");
        reader.setDaemon(true);
        reader.start();
    }

    static DemoScript run(String... options) throws IOException {
        List<String> command =
                Stream.concat(Stream.of("./demo"), Stream.of(options)).toList();
        return new DemoScript(new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start());
    }

    /** Runs it until it has printed this text. */
    DemoScript awaitOutput(String text, Duration patience) throws InterruptedException {
        Instant deadline = Instant.now().plus(patience);
        while (!output().contains(text)) {
            boolean ended = process.waitFor(200, TimeUnit.MILLISECONDS);
            if (ended) {
                reader.join();
            }
            if (!output().contains(text) && (ended || Instant.now().isAfter(deadline))) {
                process.destroy();
                throw new AssertionError("./demo did not print '" + text + "' but:\n" + output());
            }
        }
        return this;
    }

    /** Waits until it has ended by itself, and returns its exit status. */
    int exitStatus() throws InterruptedException {
        int status = process.waitFor();
        reader.join();
        return status;
    }

    String output() {
        return output.toString();
    }

    URI url(int node) {
        return URI.create(node(node).group(1));
    }

    ProcessHandle server(int node) {
        return ProcessHandle.of(Long.parseLong(node(node).group(2))).orElseThrow();
    }

    /** The command lines that it prints for people to try. */
    List<String> curlLines() {
        return CURL.matcher(output()).results().map(MatchResult::group).toList();
    }

    @Override
    public void close() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy would close its output, too
        exitStatus();
    }

    /** The last mention counts: a node that was started again has another process. */
    private MatchResult node(int node) {
        Matcher mentions = NODE.matcher(output());
        return mentions.results()
                .filter(mention -> mention.group().startsWith("node-" + node + " "))
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private void read() {
        try (InputStream stream = process.getInputStream()) {
            byte[] chunk = new byte[4096];
            for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
                output.append(new String(chunk, 0, count, StandardCharsets.UTF_8));
            }
        } catch (IOException ended) {
            output.append(ended);
        }
    }
}
