package io.socketless.reality.cli;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.State;
import io.socketless.reality.client.SubscriptionOptions;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code reality watch}. */
@Command(
        name = "watch",
        description = "Prints each change of the keys with its delay, until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {

    /** Versions hold milliseconds above ten random bits. */
    private static final int RANDOM_BITS = 10;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Connection connection;

    @Parameters(paramLabel = "KEY", arity = "1..*", description = "Keys to watch.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> keys;

    @Option(names = "--count", paramLabel = "N", description = "Exit after this number of changes.")
    private int count;

    private final Map<String, Long> shown = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();

    private WatchCommand() {}

    @Override
    public Integer call() throws Exception {
        CountDownLatch left = new CountDownLatch(count > 0 ? count : 1);
        try (RealityClient client = connection.client()) {
            client.onEvent(event -> complain(event, left));
            for (String key : new LinkedHashSet<>(keys)) {
                client.subscribe(key, SubscriptionOptions.versions().live(true), state -> receive(key, state, left));
            }
            left.await();
        }
        Throwable refusal = refused.get();
        if (refusal != null) {
            throw new java.util.concurrent.ExecutionException(refusal);
        }
        return 0;
    }

    private void receive(String key, State<KeyReport> state, CountDownLatch left) {
        if (state instanceof State.Denied<KeyReport>) {
            connection.print(
                    key + "  denied", Json.createObjectBuilder().add("key", key).add("denied", true));
        } else if (state instanceof State.Ready<KeyReport> ready) {
            KeyReport report = ready.held().value();
            Long before = shown.put(key, report.version());
            if (before == null) {
                print(report, "now", "", OptionalLong.empty());
            } else if (before != report.version()) {
                OptionalLong delay = delay(report.version());
                print(
                        report,
                        "changed",
                        delay.isPresent() ? "  +" + delay.getAsLong() + " ms" : "  delay unknown",
                        delay);
                if (count > 0) {
                    left.countDown();
                }
            }
        }
        if (connection.isUnread()) {
            end(left);
        }
    }

    /**
     * The age of a version. Unknown if the version is in the future: after a cluster loses its data, versions can be up
     * to a minute
     * ahead of the clocks.
     */
    private static OptionalLong delay(long version) {
        long millis = System.currentTimeMillis() - (version >> RANDOM_BITS);
        return millis < 0 ? OptionalLong.empty() : OptionalLong.of(millis);
    }

    private void print(KeyReport report, String what, String tail, OptionalLong delay) {
        ZonedDateTime time = ZonedDateTime.now(ZoneId.systemDefault());
        JsonObjectBuilder object = Json.createObjectBuilder()
                .add("time", time.toInstant().truncatedTo(ChronoUnit.MILLIS).toString())
                .add("key", report.key())
                .add("event", what)
                .add("version", report.version())
                .add("hash", report.hash())
                .add("source", report.source());
        delay.ifPresent(millis -> object.add("delayMillis", millis));
        connection.print(
                "%s  %-7s  %s  version %d  by %s%s"
                        .formatted(CLOCK.format(time), what, report.key(), report.version(), report.source(), tail),
                object);
    }

    /** Reports a failing server once, until it is back. */
    private void complain(ClientEvent event, CountDownLatch left) {
        if (event instanceof ClientEvent.SyncFailed failed) {
            if (Failure.exitCode(failed.cause()) == Failure.REFUSED) {
                refused.set(failed.cause());
                end(left);
            } else if (silent.add(failed.server())) {
                connection.complain(Failure.of(failed.server(), failed.cause()) + "; retrying");
            }
        } else if (event instanceof ClientEvent.ServerHealthy back && silent.remove(back.server())) {
            connection.complain(back.server() + " is back");
        }
    }

    private static void end(CountDownLatch left) {
        while (left.getCount() > 0) {
            left.countDown();
        }
    }
}
