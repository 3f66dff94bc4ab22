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
 * Syncs a key at an interval and calls back only when it changed: a replacement for a polling loop on a {@code
 * ScheduledExecutorService}. The code that fetched the data in each round becomes the fetcher, which runs only after a
 * change.
 *
 * <pre>{@code
 * PollingAdapter<Room> polling = PollingAdapter.of(
 *         client, "chat:room:general", report -> api.room("general"), Duration.ofSeconds(5), this::show);
 * polling.start();
 * }</pre>
 *
 * Thread-safe. The callback runs on the client's executor, in one thread at a time.
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
     * Creates an adapter. Call {@link #start} to begin.
     *
     * @param fetcher see {@link SubscriptionOptions#fetching}
     * @param onChange receives the first data, and the data after each change
     */
    public static <T> PollingAdapter<T> of(
            RealityClient client,
            String key,
            Function<KeyReport, ? extends CompletionStage<T>> fetcher,
            Duration interval,
            Consumer<? super T> onChange) {
        return of(client, key, fetcher, interval, onChange, failure -> {});
    }

    /**
     * Like {@link #of(RealityClient, String, Function, Duration, Consumer)}, with a consumer of failures.
     *
     * @param onError receives each failure; the client retries in any case
     */
    public static <T> PollingAdapter<T> of(
            RealityClient client,
            String key,
            Function<KeyReport, ? extends CompletionStage<T>> fetcher,
            Duration interval,
            Consumer<? super T> onChange,
            Consumer<? super Throwable> onError) {
        return new PollingAdapter<>(
                client, key, SubscriptionOptions.fetching(fetcher).pollEvery(interval), onChange, onError);
    }

    /** Starts, or resumes after {@link #stop}. Idempotent. */
    public synchronized void start() {
        if (watching == null) {
            watching = client.subscribe(key, options, this::receive);
        }
    }

    /** Stops syncing and calling back. Idempotent. */
    public synchronized void stop() {
        if (watching != null) {
            watching.close();
            watching = null;
        }
    }

    /**
     * Syncs now.
     *
     * @return completes when the callback is due, or the key did not change; fails if the adapter is not started
     */
    public synchronized CompletionStage<Void> sync() {
        if (watching == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("The adapter is not started"));
        }
        return watching.sync().thenAccept(state -> {});
    }

    /** Whether the adapter is started. */
    public synchronized boolean isActive() {
        return watching != null;
    }

    /** When data last arrived. */
    public Optional<Instant> lastSyncTime() {
        return Optional.ofNullable(lastSync);
    }

    private void receive(State<T> state) {
        if (state instanceof State.Ready<T> ready) {
            show(ready.held());
        } else if (state instanceof State.Failed<T> failed) {
            onError.accept(failed.cause());
        }
    }

    private void show(Snapshot<T> snapshot) {
        lastSync = snapshot.fetchedAt();
        if (snapshot.report().version() != shown) {
            shown = snapshot.report().version();
            onChange.accept(snapshot.value());
        }
    }
}
