package io.socketless.reality.client;

import io.socketless.reality.protocol.HealthResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Follows keys of a Reality server and fetches their data when it changes.
 *
 * <pre>{@code
 * RealityClient client = RealityClient.builder()
 *         .servers("https://a.example.com/chat", "https://b.example.com/chat")
 *         .build();
 *
 * client.subscribe("chat:room:general",
 *         SubscriptionOptions.fetching(report -> api.room("general")),
 *         state -> state.value().ifPresent(this::show));
 * }</pre>
 *
 * One client per program is enough: all its keys share one request that a server holds until a key changes. If a server
 * fails,
 * the client uses another one and returns later. It retries failed requests and fetches with increasing pauses.
 *
 * <p><b>Threads.</b> The client is thread-safe; listeners and fetchers can call it too. Only {@link #awaitChange}
 * blocks. Fetchers,
 * listeners, suppliers and the dependents of returned stages run on the client's executor, never under a lock. A
 * listener is
 * called by one thread at a time. A client has one timer thread, the threads of {@code java.net.http}, and those of its
 * executor.
 * A subscription has none.
 *
 * <p><b>Listeners</b> receive the latest state. A listener that is slower than the changes misses intermediate states,
 * never the
 * last one.
 *
 * <p><b>Keys</b> have at least one character, no control characters, and do not start with {@code ~}; methods throw
 * {@link
 * IllegalArgumentException} for others. Servers set the maximum length. After {@link #close}, methods that watch, sync
 * or
 * change something throw {@link ClosedException}; the others report the last state.
 */
public interface RealityClient extends AutoCloseable {

    /** Starts building a client. */
    static RealityClientBuilder builder() {
        return ServiceLoader.load(RealityClientBuilder.class, RealityClient.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The reality-client jar is incomplete: META-INF/services/"
                        + RealityClientBuilder.class.getName() + " is missing"));
    }

    /**
     * Watches a key.
     *
     * @param listener receives every state after {@link State.Loading}, in order; the latest wins
     */
    <T> Subscription<T> subscribe(String key, SubscriptionOptions<T> options, Consumer<? super State<T>> listener);

    /** Watches a key without a listener. */
    default <T> Subscription<T> subscribe(String key, SubscriptionOptions<T> options) {
        return subscribe(key, options, state -> {});
    }

    /**
     * The state of a watched key: its data, or its version if no subscription uses data. Empty if the key is not
     * watched.
     */
    Optional<State<?>> state(String key);

    /** The version of a key that this client knows; 0 for none. */
    long version(String key);

    /**
     * Syncs keys, watched or not, with a request that begins after this call.
     *
     * @return the keys that changed since this client last knew them, after the data of watched keys was fetched. Fails
     *     if no
     *     server could be reached after all retries, or with the first fetch that fails
     */
    CompletionStage<Map<String, KeyReport>> sync(Collection<String> keys);

    /** Syncs all watched keys; see {@link #sync}. */
    CompletionStage<Map<String, KeyReport>> syncAll();

    /**
     * Changes data of the application and shows the expected values until the server confirms them. Afterwards the
     * client syncs
     * and refetches the keys, whether or not the action succeeded.
     *
     * @return the result of the action; fails only if the action fails. If the action succeeds but its keys cannot be
     *     invalidated, the stage succeeds and the client publishes {@link ClientEvent.InvalidationFailed}: repeating
     * the
     *     action would apply it twice
     */
    <R> CompletionStage<R> mutate(Mutation<R> mutation);

    /** Invalidates keys, which needs the right to write. Returns the new versions, after a sync of watched keys. */
    CompletionStage<Map<String, Long>> invalidate(Collection<String> keys);

    /** Raises the version of a key and records the hash of its new content, which needs the right to write. */
    CompletionStage<KeyReport> update(String key, String hash);

    /**
     * The current versions of keys, watched or not, for rendering a page. Take them before the page reads its data. The
     * page's
     * client can then start from them without loading the data again.
     */
    CompletionStage<Prefetched> prefetch(Collection<String> keys);

    /**
     * The data of a key as a stream. Each subscriber watches the key independently; a newer snapshot replaces one that
     * was not
     * requested yet. The subscribing thread calls {@code onSubscribe}; one executor thread at a time calls everything
     * else. The
     * stream completes when the client is closed. It fails with {@link DeniedException} if this client may not watch
     * the key.
     * Temporary failures are not reported.
     *
     * <pre>{@code
     * Flow.Publisher<Snapshot<Room>> rooms = client.publisher("chat:room:general", options);
     * rooms.subscribe(subscriber);
     * }</pre>
     */
    <T> Flow.Publisher<Snapshot<T>> publisher(String key, SubscriptionOptions<T> options);

    /**
     * Waits until a server reports a version of the key other than {@code since}. Callers do not affect each other, and
     * no change
     * between two calls is missed:
     *
     * <pre>{@code
     * long version = 0;
     * while (running) {
     *     Optional<KeyReport> change = client.awaitChange("prices", version, Duration.ofMinutes(1));
     *     if (change.isPresent()) {
     *         version = change.get().version();
     *         recompute();
     *     }
     * }
     * }</pre>
     *
     * This blocks the calling thread. Do not call it from a listener or fetcher on an executor with few threads:
     * requests need
     * them too.
     *
     * @param since the version that the caller holds; 0 for none, which returns the current version at once
     * @param maxWait maximum time to wait
     * @return the new state of the key, or empty if no server reported one in time
     * @throws DeniedException if this client may not watch the key
     * @throws ClosedException if the client is closed, or is closed while this method waits
     */
    Optional<KeyReport> awaitChange(String key, long since, Duration maxWait) throws InterruptedException;

    /** Like {@link #awaitChange(String, long, Duration)}, for the key and the version of an earlier report. */
    default Optional<KeyReport> awaitChange(KeyReport since, Duration maxWait) throws InterruptedException {
        return awaitChange(since.key(), since.version(), maxWait);
    }

    /** Requests the health of every server. The stage of a server that does not respond fails. */
    Map<String, CompletionStage<HealthResponse>> health();

    /**
     * Adds a listener for the events of this client, which it receives in order. A listener that falls far behind
     * misses the
     * oldest events.
     *
     * @return removes the listener
     */
    Registration onEvent(Consumer<? super ClientEvent> listener);

    /** What this client did so far. */
    Statistics statistics();

    /** The servers as this client sees them, in the order in which they were given. */
    List<ServerStatus> servers();

    /** Ends all subscriptions, and fails pending results with {@link ClosedException}. Idempotent. */
    @Override
    void close();

    /** A registered listener. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {

        /** Removes the listener. Idempotent. */
        @Override
        void close();
    }
}
