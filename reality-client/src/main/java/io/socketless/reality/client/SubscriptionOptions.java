package io.socketless.reality.client;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where the data of a subscription comes from and how it is kept up to date. Immutable.
 *
 * <pre>{@code
 * SubscriptionOptions.fetching(report -> api.room("general"))   // a CompletionStage<Room>, after each change
 *         .orPayload(Room.class)                                 // unless the server provides it inline
 *         .pollEvery(Duration.ofMinutes(1));                     // instead of following
 * }</pre>
 *
 * <p>A key has one kind of data. All its subscriptions share one value, which the most recent fetcher provides.
 * Subscriptions to
 * {@linkplain #versions() versions} are independent of it.
 */
public final class SubscriptionOptions<T> {

    private static final Duration LONGEST = Duration.ofDays(366);

    private final @Nullable Function<KeyReport, ? extends CompletionStage<T>> fetcher;
    private final @Nullable Type payload;
    private final @Nullable Boolean live;
    private final @Nullable Duration interval;

    private SubscriptionOptions(
            @Nullable Function<KeyReport, ? extends CompletionStage<T>> fetcher,
            @Nullable Type payload,
            @Nullable Boolean live,
            @Nullable Duration interval) {
        this.fetcher = fetcher;
        this.payload = payload;
        this.live = live;
        this.interval = interval;
    }

    /**
     * Fetches the data after each change of the key.
     *
     * @param fetcher runs on a thread of the client's executor, never twice at a time for one key. It must finish
     *     within the
     *     client's time-out. Its result must reflect the data at the time of the call and must not be null
     */
    public static <T> SubscriptionOptions<T> fetching(Function<KeyReport, ? extends CompletionStage<T>> fetcher) {
        return new SubscriptionOptions<>(fetcher, null, null, null);
    }

    /**
     * Uses the inline payload. The subscription fails if the server provides none.
     *
     * @param type any class that JSON-B can bind; JSON-P classes, and {@code String} for JSON text, need no JSON-B
     */
    public static <T> SubscriptionOptions<T> payload(Class<T> type) {
        return new SubscriptionOptions<>(null, type, null, null);
    }

    /** Like {@link #payload(Class)}, for a generic type. */
    public static <T> SubscriptionOptions<T> payload(TypeToken<T> type) {
        return new SubscriptionOptions<>(null, type.type(), null, null);
    }

    /** Uses no data, only the state of the key. */
    public static SubscriptionOptions<KeyReport> versions() {
        return new SubscriptionOptions<>(null, null, null, null);
    }

    /** Uses the inline payload if the server provides one, and fetches otherwise. */
    public SubscriptionOptions<T> orPayload(Class<T> type) {
        return new SubscriptionOptions<>(fetcher, type, live, interval);
    }

    /** Like {@link #orPayload(Class)}, for a generic type. */
    public SubscriptionOptions<T> orPayload(TypeToken<T> type) {
        return new SubscriptionOptions<>(fetcher, type.type(), live, interval);
    }

    /** Whether to follow the key with a held request. Default: {@link RealityClientBuilder#live}. */
    public SubscriptionOptions<T> live(boolean live) {
        return new SubscriptionOptions<>(fetcher, payload, live, interval);
    }

    /** Syncs the key at this interval instead of following it. */
    public SubscriptionOptions<T> pollEvery(Duration interval) {
        if (interval.isZero() || interval.isNegative() || interval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("pollEvery must be positive and at most a year, not " + interval);
        }
        return new SubscriptionOptions<>(fetcher, payload, false, interval);
    }

    /** The fetcher; null if there is none. */
    public @Nullable Function<KeyReport, ? extends CompletionStage<T>> fetcher() {
        return fetcher;
    }

    /** The type of the inline payload; null if none is used. */
    public @Nullable Type payloadType() {
        return payload;
    }

    /** Whether to follow the key; empty if the client decides. */
    public Optional<Boolean> live() {
        return Optional.ofNullable(live);
    }

    /** The interval of {@link #pollEvery}; empty if not set. */
    public Optional<Duration> pollInterval() {
        return Optional.ofNullable(interval);
    }

    /** Whether the subscription uses no data. */
    public boolean versionsOnly() {
        return fetcher == null && payload == null;
    }
}
