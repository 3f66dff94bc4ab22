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
        description = "Prints each change of keys with its delay, until Ctrl-C.",
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {

    /** Versions hold milliseconds above ten random bits. */
    private static final int RANDOM_BITS = 10;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Connection connection;

    @Parameters(paramLabel = "KEY", arity = "1..*", description = "What to watch.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> keys;

    @Option(names = "--count", paramLabel = "N", description = "End after so many changes.")
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
                client.subscribe(key, SubscriptionOptions.versions().live(true), state -> told(key, state, left));
            }
            left.await();
        }
        Throwable refusal = refused.get();
        if (refusal != null) {
            throw new java.util.concurrent.ExecutionException(refusal);
        }
        return 0;
    }

    private void told(String key, State<KeyReport> state, CountDownLatch left) {
        if (state instanceof State.Denied<KeyReport>) {
            connection.print(
                    key + "  denied", Json.createObjectBuilder().add("key", key).add("denied", true));
        } else if (state instanceof State.Ready<KeyReport> ready) {
            KeyReport node = ready.held().value();
            Long before = shown.put(key, node.version());
            if (before == null) {
                print(node, "now", "", OptionalLong.empty());
            } else if (before != node.version()) {
                OptionalLong delay = delay(node.version());
                print(
                        node,
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
     * How long ago a version was made. Unknown if it lies ahead: after the cluster has lost what it knew, it goes on with versions
     * that are ahead of the clocks by up to a minute.
     */
    private static OptionalLong delay(long version) {
        long millis = System.currentTimeMillis() - (version >> RANDOM_BITS);
        return millis < 0 ? OptionalLong.empty() : OptionalLong.of(millis);
    }

    private void print(KeyReport node, String what, String tail, OptionalLong delay) {
        ZonedDateTime time = ZonedDateTime.now(ZoneId.systemDefault());
        JsonObjectBuilder object = Json.createObjectBuilder()
                .add("time", time.toInstant().truncatedTo(ChronoUnit.MILLIS).toString())
                .add("key", node.key())
                .add("event", what)
                .add("version", node.version())
                .add("hash", node.hash())
                .add("source", node.source());
        delay.ifPresent(millis -> object.add("delayMillis", millis));
        connection.print(
                "%s  %-7s  %s  version %d  by %s%s"
                        .formatted(CLOCK.format(time), what, node.key(), node.version(), node.source(), tail),
                object);
    }

    /** A server that does not answer is complained of once, until it does again. */
    private void complain(ClientEvent event, CountDownLatch left) {
        if (event instanceof ClientEvent.SyncFailed failed) {
            if (Failure.exitCode(failed.cause()) == Failure.REFUSED) {
                refused.set(failed.cause());
                end(left);
            } else if (silent.add(failed.server())) {
                connection.complain(Failure.of(failed.server(), failed.cause()) + "; trying on");
            }
        } else if (event instanceof ClientEvent.ServerHealthy back && silent.remove(back.server())) {
            connection.complain(back.server() + " answers again");
        }
    }

    private static void end(CountDownLatch left) {
        while (left.getCount() > 0) {
            left.countDown();
        }
    }
}
