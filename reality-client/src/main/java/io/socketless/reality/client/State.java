package io.socketless.reality.client;

import java.util.Optional;

/**
 * The state of a watched key.
 *
 * <pre>{@code
 * if (state instanceof State.Ready<Room> ready) {
 *     show(ready.held().value());
 * } else if (state instanceof State.Failed<Room> failed) {
 *     show(failed.held(), failed.cause());
 * }
 * }</pre>
 *
 * {@link #snapshot()} is the shortcut if you only need the data. States are immutable and thread-safe.
 */
public sealed interface State<T> {

    /** No data has arrived yet. */
    record Loading<T>() implements State<T> {}

    /** The data is up to date as of the last sync. */
    record Ready<T>(Snapshot<T> held) implements State<T> {}

    /** There is data, and newer data is being fetched. */
    record Syncing<T>(Snapshot<T> held) implements State<T> {}

    /**
     * No server could be reached, or the fetcher failed. The client retries with increasing pauses.
     *
     * @param held the previous data, if any
     * @param cause the last failure: a {@link RealityException}, or the exception of the fetcher
     */
    record Failed<T>(Optional<Snapshot<T>> held, Throwable cause) implements State<T> {}

    /** This client may not watch the key. It asks again every minute, and on {@link Subscription#sync()}. */
    record Denied<T>() implements State<T> {}

    /** The subscription or its client was closed. */
    record Closed<T>() implements State<T> {}

    /** The data, even if it is stale. */
    default Optional<Snapshot<T>> snapshot() {
        if (this instanceof Ready<T> ready) {
            return Optional.of(ready.held());
        }
        if (this instanceof Syncing<T> syncing) {
            return Optional.of(syncing.held());
        }
        return this instanceof Failed<T> failed ? failed.held() : Optional.empty();
    }

    /** The value, even if it is stale. */
    default Optional<T> value() {
        return snapshot().map(Snapshot::value);
    }

    /** The last failure, if it persists. */
    default Optional<Throwable> error() {
        return this instanceof Failed<T> failed ? Optional.of(failed.cause()) : Optional.empty();
    }

    /** Whether no data has arrived yet. */
    default boolean isLoading() {
        return this instanceof Loading<T>;
    }

    /** Whether newer data is being fetched. */
    default boolean isSyncing() {
        return this instanceof Syncing<T>;
    }

    /** Whether there is data that is, or can be, out of date. */
    default boolean isStale() {
        return snapshot().isPresent() && !(this instanceof Ready<T>);
    }
}
