package io.socketless.reality.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node as the driver sees it: a process that can be started, stopped, killed and paused, and an address. Thread-safe.
 */
final class NodeProcess {

    private final String name;
    private final URI base;
    private final List<String> command;
    private final Path log;
    private volatile Process process;

    /**
     * @param base where its endpoints are, without a slash at the end
     * @param command starts it
     */
    NodeProcess(String name, URI base, List<String> command, Path log) {
        this.name = name;
        this.base = base;
        this.command = List.copyOf(command);
        this.log = log;
    }

    String name() {
        return name;
    }

    URI base() {
        return base;
    }

    /** Starts the process and does not wait. */
    void start() {
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** As kill -9 does. */
    void kill() {
        process.destroyForcibly();
        await(20);
    }

    /** As an operator does; waits until it has ended. */
    void stop() {
        process.destroy();
        await(60);
    }

    void pause() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    void close() {
        if (isAlive()) {
            process.destroyForcibly(); // ends a paused process as well
            await(20);
        }
    }

    private void await(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(name + " did not end within " + seconds + " s; see " + log);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private void signal(String signal) {
        try {
            int code = new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill " + signal + " " + name + " failed");
            }
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
