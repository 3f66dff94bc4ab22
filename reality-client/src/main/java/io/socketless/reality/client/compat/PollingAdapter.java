package io.socketless.reality.client.compat;

import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.Snapshot;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a key every so often, in place of a loop on a {@code ScheduledExecutorService}, and calls back only when it has
 * changed. What used to fetch the data each time becomes the fetcher, which is called for a change only.
 *
 * <pre>{@code
 * PollingAdapter<Room> polling = PollingAdapter.of(
 *         client, "chat:room:general", node -> api.room("general"), Duration.ofSeconds(5), this::show);
 * polling.start();
 * }</pre>
 *
 * Safe for use by many threads. The callback runs on the client's executor, by one thread at a time.
 */
public final class PollingAdapter<T> {

    private final RealityClient client;
    private final String key;
    private final SubscriptionOptions<T> options;
    private final Consumer<? super T> onChange;
    private final Consumer<? super Throwable> onError;
    private @Nullable Subscription<T> watching; // guarded by this
    private volatile long shown;
    private volatile @Nullable Instant lastSync;

    private PollingAdapter(
            RealityClient client,
            String key,
            SubscriptionOptions<T> options,
            Consumer<? super T> onChange,
            Consumer<? super Throwable> onError) {
        this.client = client;
        this.key = key;
        this.options = options;
        this.onChange = onChange;
        this.onError = onError;
    }

    /**
     * An adapter that is not started.
     *
     * @param fetcher see {@link SubscriptionOptions#fetching}
     * @param onChange is told the first data, and then the data after each change
     */
    public static <T> PollingAdapter<T> of(
            RealityClient client,
            String key,
            Function<KeyReport, ? extends CompletionStage<T>> fetcher,
            Duration interval,
            Consumer<? super T> onChange) {
        return new PollingAdapter<>(
                client, key, SubscriptionOptions.fetching(fetcher).every(interval), onChange, failure -> {});
    }

    /** The same, with somebody who is told of failures. They are repeated whether or not anybody is told. */
    public PollingAdapter<T> onError(Consumer<? super Throwable> onError) {
        return new PollingAdapter<>(client, key, options, onChange, onError);
    }

    /** Begins, or goes on after {@link #stop}; harmless when repeated. */
    public synchronized void start() {
        if (watching == null) {
            watching = client.subscribe(key, options, this::told);
        }
    }

    /** Stops asking and calling back; harmless when repeated. */
    public synchronized void stop() {
        if (watching != null) {
            watching.close();
            watching = null;
        }
    }

    /**
     * Asks now.
     *
     * @return completes when the callback is due or there is nothing to call back for; fails if the adapter is not started
     */
    public synchronized CompletionStage<Void> sync() {
        if (watching == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("The adapter is not started"));
        }
        return watching.sync().thenAccept(state -> {});
    }

    /** Whether it has been started and not stopped. */
    public synchronized boolean isActive() {
        return watching != null;
    }

    /** When data arrived last. */
    public Optional<Instant> lastSyncTime() {
        return Optional.ofNullable(lastSync);
    }

    private void told(State<T> state) {
        if (state instanceof State.Ready<T> ready) {
            show(ready.held());
        } else if (state instanceof State.Failed<T> failed) {
            onError.accept(failed.cause());
        }
    }

    private void show(Snapshot<T> snapshot) {
        lastSync = snapshot.fetchedAt();
        if (snapshot.node().version() != shown) {
            shown = snapshot.node().version();
            onChange.accept(snapshot.value());
        }
    }
}
