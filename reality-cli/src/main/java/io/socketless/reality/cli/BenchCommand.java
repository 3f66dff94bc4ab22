package io.socketless.reality.cli;

import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.RealityClient;
import jakarta.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code reality bench}. */
@Command(
        name = "bench",
        description = "Syncs keys continuously for a few seconds, then prints throughput and latency.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {

    private static final int BAR = 40;
    private static final int STEPS_PER_SECOND = 5;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Connection connection;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Duration in seconds (${DEFAULT-VALUE}).")
    private int seconds;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "8",
            description = "Concurrent clients (${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--keys", paramLabel = "N", defaultValue = "10", description = "Keys per sync (${DEFAULT-VALUE}).")
    private int keys;

    private BenchCommand() {}

    @Override
    public Integer call() throws Exception {
        if (seconds < 1 || clients < 1 || keys < 1) {
            throw new IllegalArgumentException("--seconds, --clients and --keys must be at least 1");
        }
        List<Worker> workers = new ArrayList<>();
        try (RealityClient probe = connection.client()) {
            connection.await(probe.sync(List.of("reality-cli:bench"))); // fails if no server responds
        }
        IntStream.range(0, clients).forEach(number -> workers.add(new Worker(number)));
        long begin = System.nanoTime();
        workers.forEach(Worker::next);
        for (int step = 1; step <= seconds * STEPS_PER_SECOND; step++) {
            Thread.sleep(1000 / STEPS_PER_SECOND);
            progress(step, workers);
        }
        workers.forEach(worker -> worker.stopped = true);
        double took = (System.nanoTime() - begin) / 1e9;
        workers.forEach(worker -> worker.client.close());
        report(workers, took);
        return workers.stream().anyMatch(worker -> worker.failures.sum() > 0) ? Failure.UNREACHABLE : 0;
    }

    @SuppressWarnings("SystemConsoleNull") // from JDK 22 on the bar is drawn into a file too, which does no harm
    private void progress(int step, List<Worker> workers) {
        if (System.console() != null && !connection.json) {
            long syncs = workers.stream().mapToLong(Worker::syncs).sum();
            System.err.print("\r" + bar(step, seconds * STEPS_PER_SECOND, syncs));
            if (step == seconds * STEPS_PER_SECOND) {
                System.err.println();
            }
        }
    }

    /** The progress bar. */
    static String bar(int step, int steps, long syncs) {
        int done = BAR * step / steps;
        return "[%s%s] %3d%%  %,d syncs".formatted("#".repeat(done), ".".repeat(BAR - done), 100 * step / steps, syncs);
    }

    private void report(List<Worker> workers, double took) {
        long[] micros = workers.stream().flatMapToLong(Worker::micros).sorted().toArray();
        long failures =
                workers.stream().mapToLong(worker -> worker.failures.sum()).sum();
        double rate = micros.length / took;
        double median = at(micros, 0.5);
        double p99 = at(micros, 0.99);
        connection.print(
                "%,d syncs of %d keys by %d clients in %.1f s: %,.0f/s, median %.2f ms, p99 %.2f ms, %d failed"
                        .formatted(micros.length, keys, clients, took, rate, median, p99, failures),
                Json.createObjectBuilder()
                        .add("syncs", micros.length)
                        .add("keys", keys)
                        .add("clients", clients)
                        .add("seconds", took)
                        .add("perSecond", rate)
                        .add("medianMillis", median)
                        .add("p99Millis", p99)
                        .add("failed", failures));
    }

    private static double at(long[] sorted, double part) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, (long) (sorted.length * part))] / 1e3;
    }

    /** One client; it starts the next sync as soon as one completes. */
    private final class Worker {

        private final RealityClient client;
        private final List<String> names;
        private final LongAdder failures = new LongAdder();
        private long[] taken = new long[1024]; // guarded by this
        private int count;
        private volatile boolean stopped;

        private Worker(int number) {
            client = connection
                    .builder()
                    .executionMode(ExecutionMode.SERVER_EXTERNAL)
                    .build();
            names = IntStream.range(0, keys)
                    .mapToObj(key -> "reality-cli:bench:" + number + ":" + key)
                    .toList();
        }

        private void next() {
            long begin = System.nanoTime();
            client.sync(names).whenComplete((changed, failure) -> {
                if (stopped) {
                    return;
                }
                if (failure == null) {
                    record((System.nanoTime() - begin) / 1000);
                } else {
                    failures.increment();
                }
                next();
            });
        }

        private synchronized void record(long micros) {
            if (count == taken.length) {
                taken = Arrays.copyOf(taken, count * 2);
            }
            taken[count++] = micros;
        }

        private synchronized long syncs() {
            return count;
        }

        private synchronized java.util.stream.LongStream micros() {
            return Arrays.stream(Arrays.copyOf(taken, count));
        }
    }
}
