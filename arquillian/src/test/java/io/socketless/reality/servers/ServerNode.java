package io.socketless.reality.servers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A process of an application server. Its ports and its cluster stay the same from one start to the next. Not thread
 * safe; the methods that read (log, threads, addresses) may be called by any thread.
 */
public abstract class ServerNode implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Pattern THREAD_NAME = Pattern.compile("^\"(.*?)\" ", Pattern.MULTILINE);

    private final NodePlan plan;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Process process;
    private int logBefore;

    ServerNode(NodePlan plan) {
        this.plan = plan;
    }

    /** The command line, and whatever files it needs in the directory of the node. */
    abstract ProcessBuilder command() throws IOException;

    /** Whether an application that was to be deployed at the start could not be. */
    abstract boolean hasFailed();

    /** What the process has written since it was last started. */
    String logOfThisRun() {
        return log().substring(logBefore);
    }

    /** Deploys an archive beside those that the node started with. */
    public abstract void deploy(Path archive);

    /** Takes an application away; it is gone when the method returns. */
    public abstract void undeploy(String application);

    /** Starts the process and does not wait until it answers. */
    public void launch() {
        if (isAlive()) {
            throw new IllegalStateException(name() + " is running");
        }
        try {
            Files.createDirectories(plan.directory());
            Path log = logFile();
            logBefore = Files.exists(log) ? log().length() : 0;
            process = command()
                    .directory(plan.directory().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits until a path answers 200. Fails at once when the process has ended or an application could not be deployed.
     */
    public void awaitUp(String path) {
        try {
            Awaitility.await(name() + " answers at " + path)
                    .atMost(START_LIMIT)
                    .pollInterval(Duration.ofMillis(200))
                    .failFast(name() + " failed to start; its log is " + logFile(), () -> !isAlive() || hasFailed())
                    .until(() -> status(path) == 200);
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(name() + " is not up; see " + logFile() + " and " + keep(threadDump()), late);
        }
    }

    private Path keep(String threadDump) {
        try {
            return Files.writeString(plan.directory().resolve("threads.txt"), threadDump, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status that a GET answers, or 0 if nobody does. */
    public int status(String path) throws InterruptedException {
        try {
            return get(path).statusCode();
        } catch (IOException unreachable) {
            return 0;
        }
    }

    /** Where the server answers the checks of MicroProfile Health: the root of {@code /health/ready} and so on. */
    public abstract URI healthUri();

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return http.send(request, BodyHandlers.ofString(UTF_8));
    }

    /** Ends the process in good order, as an operator would. */
    public void stop() {
        process.destroy();
        awaitEnd(STOP_LIMIT);
    }

    /** Ends the process at once, with no chance to say farewell. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd(STOP_LIMIT);
    }

    /** Stops the process from running, without its knowing; {@link #resume()} lets it go on. */
    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        run(List.of("kill", "-" + signal, Long.toString(process.pid())));
    }

    private void awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toSeconds(), SECONDS)) {
                Path threads = keep(threadDump());
                process.destroyForcibly();
                process.waitFor();
                throw new AssertionError(name() + " did not end within " + limit + "; see " + threads);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Waits until the process has ended by itself. */
    public void awaitExit(Duration limit) {
        awaitEnd(limit);
    }

    public String name() {
        return plan.name();
    }

    public int httpPort() {
        return plan.httpPort();
    }

    public int hazelcastPort() {
        return plan.hazelcastPort();
    }

    NodePlan plan() {
        return plan;
    }

    /** An address on this node; the path begins with a slash. */
    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + plan.httpPort() + path);
    }

    /** What the process has written so far, over all its starts. */
    public String log() {
        try {
            return Files.readString(logFile(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path logFile() {
        return plan.directory().resolve("server.log");
    }

    /** The stacks of all threads. */
    public String threadDump() {
        return isAlive() ? run(List.of(tool("jcmd"), Long.toString(pid()), "Thread.print")) : "not running";
    }

    /** The names of all Java threads. */
    public Set<String> threadNames() {
        Set<String> names = new TreeSet<>();
        THREAD_NAME
                .matcher(threadDump())
                .results()
                .map(result -> result.group(1))
                .forEach(names::add);
        return names;
    }

    /** The instances of a class that are alive after a collection, over all class loaders. */
    public long instances(String className) {
        String histogram = run(List.of(tool("jcmd"), Long.toString(pid()), "GC.class_histogram"));
        return Pattern.compile(
                        "^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+" + Pattern.quote(className) + "(?:\\s|$)", Pattern.MULTILINE)
                .matcher(histogram)
                .results()
                .map((MatchResult result) -> Long.valueOf(result.group(1)))
                .mapToLong(Long::longValue)
                .sum();
    }

    static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    static List<String> systemProperties(Map<String, String> settings) {
        return settings.entrySet().stream()
                .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue())
                .toList();
    }

    static String run(List<String> command) {
        try {
            File output = File.createTempFile("command", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output)
                        .start();
                if (!process.waitFor(120, SECONDS)) {
                    process.destroyForcibly();
                    throw new TimeoutException(String.join(" ", command));
                }
                return Files.readString(output.toPath(), UTF_8);
            } finally {
                Files.delete(output.toPath());
            }
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Copies a directory with all that is in it. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    /** Ends the process if it runs. */
    @Override
    public void close() {
        if (isAlive()) {
            resume();
            kill();
        }
    }
}
