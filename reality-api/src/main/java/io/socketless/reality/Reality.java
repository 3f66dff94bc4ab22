package io.socketless.reality;

import java.util.Collection;
import java.util.Map;

/**
 * Changes and reads the versions that all nodes share.
 *
 * <p>Changes are bound to the active JTA transaction, like a fired {@link Invalidation}. They take effect after its
 * commit, before control returns to the caller of the commit, and never after a rollback. Without a transaction they
 * take effect immediately, or once the store opens if this node is still starting. If a transaction changes a key
 * several times, the last change counts. A failure of the cluster does not fail the caller: it is logged, and the
 * change is retried in the background. Use {@link #now()} for changes that must not wait for the commit, or whose
 * result matters.
 *
 * <p>The promise: Once an invalidation has returned successfully, every sync that starts afterwards, on any node,
 * reports the key to every client that holds an earlier version. Extra refetches can happen; missed changes cannot.
 *
 * <p>Keys have 1 to 512 characters (see {@code reality.key.max-length}), none of them a control character, and do not
 * begin with {@code ~}. Every method throws {@link IllegalArgumentException} for an invalid key, before anything is
 * changed. Reads throw {@link RealityUnavailableException} if the cluster does not answer in time. Thread-safe; a call
 * blocks its thread for one or two round trips within the cluster.
 */
public interface Reality {

    /**
     * Raises the version of a key and stores the hash of its new content. The version is raised even if the hash is the
     * same.
     *
     * @param hash identifies the content, 1 to 256 characters; clients that hold content with this hash can skip a
     *     refetch
     */
    void update(String key, String hash);

    /** Raises the versions of these keys, with new hashes: every client refetches. Without keys it does nothing. */
    void invalidate(String... keys);

    /** Raises the versions of these keys, with new hashes: every client refetches. Without keys it does nothing. */
    void invalidate(Collection<String> keys);

    /** Marks a key as deleted. Its version is raised, so clients that watch it are notified. */
    void delete(String key);

    /**
     * Invalidates these keys. Use it for plain JDBC and for any other write that Reality cannot observe. Same as
     * {@link #invalidate(String...)}.
     */
    void changed(String... keys);

    /** The changes that take effect immediately, even inside a transaction. */
    Now now();

    /** The key as its owner in the cluster holds it now. Never null: see {@link KeyState#exists()}. */
    KeyState state(String key);

    /** The current version of each key, whether it exists or not: what a client of the same moment would hold. */
    Map<String, Long> versions(Collection<String> keys);

    /**
     * Changes that take effect immediately, whether or not a transaction is active. Inside a transaction use it only
     * for data outside that transaction: clients refetch at once and get what is committed by then.
     *
     * <p>Every method returns once the change is confirmed. It throws {@link IllegalArgumentException} for an invalid
     * key, and {@link RealityUnavailableException} if the change could not be confirmed in time. Concurrent changes of
     * a key on one node share a write. Thread-safe.
     */
    interface Now {

        /** Raises the version of a key and stores the hash of its new content. */
        KeyState update(String key, String hash);

        /** Raises the version of a key, with a new hash. */
        KeyState invalidate(String key);

        /** Raises the versions of these keys, with new hashes. An empty collection changes nothing. */
        Map<String, KeyState> invalidate(Collection<String> keys);

        /** Marks a key as deleted and raises its version. */
        KeyState delete(String key);
    }
}
