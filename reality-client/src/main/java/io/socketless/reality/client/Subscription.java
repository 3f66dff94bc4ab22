package io.socketless.reality.client;

import java.util.concurrent.CompletionStage;

/**
 * A key that is watched. Safe for use by many threads.
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

    /** The state now. Never blocks. */
    State<T> state();

    /**
     * Asks a server now, and fetches if the key has changed.
     *
     * @return the state after that; fails with what kept it from being reached, while it is tried again in the background
     */
    CompletionStage<State<T>> sync();

    /** Ends the subscription: its listener is told {@link State.Closed} and nothing after it. Harmless when repeated. */
    @Override
    void close();
}
