package io.socketless.reality.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of a subscription comes from, and how the subscription is kept up to date. Immutable.
 *
 * <pre>{@code
 * SubscriptionOptions.fetching(node -> api.room("general"))     // a CompletionStage<Room>, after each change
 *         .orPayload(Room.class)                                 // unless the server has put it inline
 *         .every(Duration.ofMinutes(1));                         // in place of following
 * }</pre>
 *
 * <p>A key has one kind of data: its subscriptions share the value, fetched once for all of them with the fetcher that was
 * given last. Subscriptions to {@linkplain #versions() versions} do not take part in that.
 */
public final class SubscriptionOptions<T> {

    private final @Nullable Function<KeyReport, ? extends CompletionStage<T>> fetcher;
    private final @Nullable Class<T> payload;
    private final @Nullable Boolean live;
    private final @Nullable Duration interval;

    private SubscriptionOptions(
            @Nullable Function<KeyReport, ? extends CompletionStage<T>> fetcher,
            @Nullable Class<T> payload,
            @Nullable Boolean live,
            @Nullable Duration interval) {
        this.fetcher = fetcher;
        this.payload = payload;
        this.live = live;
        this.interval = interval;
    }

    /**
     * Fetches the data whenever the key has changed.
     *
     * @param fetcher is called on a thread of the client's executor, never twice at a time for one key. It must return within
     *     the client's time-out; what it returns must reflect the data at the time of the call, and must not be null
     */
    public static <T> SubscriptionOptions<T> fetching(Function<KeyReport, ? extends CompletionStage<T>> fetcher) {
        return new SubscriptionOptions<>(fetcher, null, null, null);
    }

    /**
     * Takes the data that the application puts inline, and fails where it puts none.
     *
     * @param type any class that JSON-B can bind; a class of JSON-P, or {@code String} for JSON text, needs no JSON-B
     */
    public static <T> SubscriptionOptions<T> payload(Class<T> type) {
        return new SubscriptionOptions<>(null, type, null, null);
    }

    /** No data: that, and to which version, the key has changed. */
    public static SubscriptionOptions<KeyReport> versions() {
        return new SubscriptionOptions<>(null, null, null, null);
    }

    /** Takes the data that the application puts inline where it does, and fetches where it does not. */
    public SubscriptionOptions<T> orPayload(Class<T> type) {
        return new SubscriptionOptions<>(fetcher, type, live, interval);
    }

    /** Whether to follow the key by a request that the server holds; the client's own setting where this is not said. */
    public SubscriptionOptions<T> live(boolean live) {
        return new SubscriptionOptions<>(fetcher, payload, live, interval);
    }

    /** Asks a server every so often, in place of following. */
    public SubscriptionOptions<T> every(Duration interval) {
        return new SubscriptionOptions<>(
                fetcher, payload, false, RealityClientBuilder.positive(interval, "An interval"));
    }

    @Nullable
    Function<KeyReport, ? extends CompletionStage<T>> fetcher() {
        return fetcher;
    }

    @Nullable
    Class<T> payloadType() {
        return payload;
    }

    Optional<Boolean> live() {
        return Optional.ofNullable(live);
    }

    Optional<Duration> interval() {
        return Optional.ofNullable(interval);
    }

    boolean versionsOnly() {
        return fetcher == null && payload == null;
    }
}
