package io.socketless.reality.client;

import io.socketless.reality.protocol.HealthResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Follows keys of a Reality server, and fetches their data when it has changed.
 *
 * <pre>{@code
 * RealityClient client = RealityClient.builder()
 *         .servers("https://a.example.com/chat", "https://b.example.com/chat")
 *         .build();
 *
 * client.subscribe("chat:room:general",
 *         SubscriptionOptions.fetching(node -> api.room("general")),
 *         state -> state.value().ifPresent(this::show));
 * }</pre>
 *
 * One client is enough for a program: all its keys share one request that a server holds until one of them changes. It finds
 * another server when one fails, and comes back to it later. Requests and fetches that fail are repeated with growing pauses.
 *
 * <p><b>Threads.</b> Every method may be called by any thread, also from listeners and fetchers, and none blocks except {@link
 * #awaitChange}. Fetchers, listeners, suppliers and what depends on the returned stages run on the client's executor, never
 * under a lock. A listener is called by one thread at a time. No subscription has a thread of its own: a client has one thread
 * for timing, those of {@code java.net.http}, and those of its executor.
 *
 * <p><b>What a listener is told.</b> The latest state, soon. A listener that is slower than the changes misses those in between,
 * never the last.
 *
 * <p>Keys have 1 to 512 characters, none of them a control character, and do not begin with {@code ~}; methods throw
 * {@link IllegalArgumentException} for others. After {@link #close}, methods that watch, ask or change something throw {@link
 * IllegalStateException}; the others tell how it was.
 */
public interface RealityClient extends AutoCloseable {

    /** Begins a client. */
    static RealityClientBuilder builder() {
        return new RealityClientBuilder();
    }

    /**
     * Watches a key.
     *
     * @param listener is told every state after {@link State.Loading}, in order; the latest wins
     */
    <T> Subscription<T> subscribe(String key, SubscriptionOptions<T> options, Consumer<? super State<T>> listener);

    /** Watches a key without being told; its state can be looked at. */
    default <T> Subscription<T> subscribe(String key, SubscriptionOptions<T> options) {
        return subscribe(key, options, state -> {});
    }

    /** The data of a watched key, or its version if it is watched without data; empty if nobody watches it. */
    Optional<State<?>> state(String key);

    /** The version that this client knows of a key, 0 for none. */
    long version(String key);

    /**
     * Asks a server about keys now, watched or not, with a request that begins after this call.
     *
     * @return the keys that have changed since this client last knew, when the data of those that are watched has been fetched;
     *     fails with what kept the servers from being asked after all retries, or with the first fetch that fails
     */
    CompletionStage<Map<String, KeyReport>> sync(Collection<String> keys);

    /** Asks a server about all watched keys now; see {@link #sync}. */
    CompletionStage<Map<String, KeyReport>> syncAll();

    /**
     * Changes data of the application, showing what is expected until the server has confirmed it.
     *
     * @return what the action returned, once it has succeeded and the keys to be invalidated are; fails with what the action, or
     *     the invalidation, failed with. In any case the keys are synced and fetched again afterwards
     */
    <R> CompletionStage<R> mutate(Mutation<R> mutation);

    /** Raises the versions of keys, which needs the right to write; returns the new versions, after a sync of watched keys. */
    CompletionStage<Map<String, Long>> invalidate(Collection<String> keys);

    /** Raises the version of a key and records the hash of its new content, which needs the right to write. */
    CompletionStage<KeyReport> update(String key, String hash);

    /**
     * The versions of keys as they are now, for a page that is about to be rendered: taken before the page reads its data, they
     * let the page's own client go on from there without a second load. Asks for every key, watched or not.
     */
    CompletionStage<Prefetched> prefetch(Collection<String> keys);

    /**
     * The data of a key as a stream. Each subscriber watches the key on its own; the latest snapshot wins over one not asked for.
     * {@code onSubscribe} is called by the thread that subscribes, everything else by one thread of the client's executor at a time.
     * The stream completes with the client, and fails if the key may not be watched; a failure that can pass is not told.
     *
     * <pre>{@code
     * Flow.Publisher<Snapshot<Room>> rooms = client.publisher("chat:room:general", options);
     * rooms.subscribe(subscriber);
     * }</pre>
     */
    <T> Flow.Publisher<Snapshot<T>> publisher(String key, SubscriptionOptions<T> options);

    /**
     * Waits until a key has another version than this client, or the previous call for this key, knew. If none is known, the
     * first answer of a server is what is waited for to change. No change between two calls is missed. This occupies the calling
     * thread, so a listener or fetcher should not call it on an executor with few threads: requests need them too.
     *
     * @param atMost how long to wait
     * @return what has changed, or empty if nothing has in that time, or no server could be asked
     * @throws IllegalStateException if the client is closed, or was closed meanwhile
     */
    Optional<KeyReport> awaitChange(String key, Duration atMost) throws InterruptedException;

    /** Asks every server how it is. A server that does not answer has a stage that failed. */
    Map<String, CompletionStage<HealthResponse>> health();

    /**
     * Tells a listener what this client does, in order. One that is far behind misses the oldest events.
     *
     * @return ends it
     */
    Registration onEvent(Consumer<? super ClientEvent> listener);

    Statistics statistics();

    /** The servers as this client sees them, in the order in which they were given. */
    List<ServerStatus> servers();

    /** Ends all subscriptions, and fails what is under way. Harmless when repeated. */
    @Override
    void close();

    /** Something to end. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {

        /** Harmless when repeated. */
        @Override
        void close();
    }
}
