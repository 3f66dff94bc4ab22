package io.socketless.reality.client;

import java.util.concurrent.CompletionStage;

/**
 * A watched key. Thread-safe.
 *
 * <pre>{@code
 * try (Subscription<Room> room = client.subscribe("chat:room:general", options)) {
 *     room.sync().thenAccept(state -> state.value().ifPresent(this::print)).toCompletableFuture().join();
 * }
 * }</pre>
 */
public interface Subscription<T> extends AutoCloseable {

    /** The key. */
    String key();

    /** The current state. Never blocks. */
    State<T> state();

    /**
     * Syncs the key now and fetches if it changed.
     *
     * @return the state afterwards; fails if no server could be reached, while retries continue in the background
     */
    CompletionStage<State<T>> sync();

    /** Ends the subscription. Its listener receives {@link State.Closed} and nothing afterwards. Idempotent. */
    @Override
    void close();
}
