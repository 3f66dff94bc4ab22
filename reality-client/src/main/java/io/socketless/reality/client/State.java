package io.socketless.reality.client;

import java.util.Optional;

/**
 * What a client has of a key.
 *
 * <pre>{@code
 * if (state instanceof State.Ready<Room> ready) {
 *     show(ready.held().value());
 * } else if (state instanceof State.Failed<Room> failed) {
 *     show(failed.held(), failed.cause());
 * }
 * }</pre>
 *
 * {@link #snapshot()} is the shorter way for whoever only wants the data. Values are immutable and may be passed to any thread.
 */
public sealed interface State<T> {

    /** Nothing is there yet; the first data is on its way. */
    record Loading<T>() implements State<T> {}

    /** The data is what the server had when it was last asked. */
    record Ready<T>(Snapshot<T> held) implements State<T> {}

    /** There is data, and newer data is on its way. */
    record Syncing<T>(Snapshot<T> held) implements State<T> {}

    /**
     * No server could be asked, or the fetcher failed. It is tried again by itself, with longer and longer pauses.
     *
     * @param held the data from before, if there is any
     * @param cause what went wrong last
     */
    record Failed<T>(Optional<Snapshot<T>> held, Throwable cause) implements State<T> {}

    /** The server does not let this client watch the key. It is asked again at times, and by {@link Subscription#sync()}. */
    record Denied<T>() implements State<T> {}

    /** The subscription or its client was closed. */
    record Closed<T>() implements State<T> {}

    /** The data, however old. */
    default Optional<Snapshot<T>> snapshot() {
        if (this instanceof Ready<T> ready) {
            return Optional.of(ready.held());
        }
        if (this instanceof Syncing<T> syncing) {
            return Optional.of(syncing.held());
        }
        return this instanceof Failed<T> failed ? failed.held() : Optional.empty();
    }

    /** The value of the data, however old. */
    default Optional<T> value() {
        return snapshot().map(Snapshot::value);
    }

    /** What went wrong last, if it has not been put right since. */
    default Optional<Throwable> error() {
        return this instanceof Failed<T> failed ? Optional.of(failed.cause()) : Optional.empty();
    }

    /** Whether the first data is still on its way. */
    default boolean isLoading() {
        return this instanceof Loading<T>;
    }

    /** Whether newer data is on its way. */
    default boolean isSyncing() {
        return this instanceof Syncing<T>;
    }

    /** Whether there is data that is known, or must be feared, to be out of date. */
    default boolean isStale() {
        return snapshot().isPresent() && !(this instanceof Ready<T>);
    }
}
