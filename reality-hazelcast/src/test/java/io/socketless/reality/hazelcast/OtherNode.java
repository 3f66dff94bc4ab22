package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs a main method, whose arguments are the name and the port of a cluster; what it prints can be
 * read.
 */
final class OtherNode implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    OtherNode(Cluster cluster, Class<?> work) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file"),
                        "-cp",
                        classPath(),
                        work.getName(),
                        cluster.name,
                        Integer.toString(cluster.port))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    void awaitLine(String expected) throws IOException {
        String line;
        do {
            line = output.readLine();
        } while (line != null && !line.equals(expected));
        assertThat(line).isEqualTo(expected);
    }

    /** Reads so many lines, or to the end. A line that the kill cut off was not acknowledged to anyone. */
    Map<String, Long> acknowledgements(int count) throws IOException {
        Map<String, Long> latest = new ConcurrentHashMap<>();
        for (int i = 0; i < count; i++) {
            String line = output.readLine();
            if (line == null) {
                return latest;
            }
            String[] words = line.split(" ", -1);
            if (words.length == 2 && words[1].length() == 16) {
                latest.merge(words[0], Long.valueOf(words[1]), Math::max);
            }
        }
        return latest;
    }

    /** As kill -9 does. Its output can still be read. */
    void kill() throws InterruptedException {
        assertThat(process.toHandle().destroyForcibly()).isTrue();
        process.waitFor();
    }

    /** As kill does, and waits until it has ended. */
    void stop() throws InterruptedException {
        assertThat(process.toHandle().destroy()).isTrue(); // Process.destroy closes its output
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}
