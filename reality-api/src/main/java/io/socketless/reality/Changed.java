package io.socketless.reality;

/**
 * Fired as a CDI event on every node after any node changed a key.
 *
 * <pre>{@code
 * void on(@Observes Changed event) { ... }
 * }</pre>
 *
 * {@code @ObservesAsync} works as well. Delivery is best effort, at most once, and in no order across keys: use it for
 * logs and other conveniences. Under overload, and while a node leaves or joins, events can be lost. Clients do not
 * depend on it: a sync always reads the current versions.
 *
 * <p>Observers run on a container thread, one after another, outside any request or transaction. A slow observer delays
 * later events, never a response. Asynchronous observers run on other container threads, in no order.
 *
 * @param state the key as it is after the change; {@link KeyState#exists()} is false if the change was a deletion
 */
public record Changed(KeyState state) {

    public String key() {
        return state.key();
    }

    public boolean deleted() {
        return !state.exists();
    }
}
