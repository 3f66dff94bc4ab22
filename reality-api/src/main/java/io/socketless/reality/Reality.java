package io.socketless.reality;

import java.util.Collection;
import java.util.Map;

/**
 * Changes and reads the versions that all nodes share.
 *
 * <p>Every method but {@link #changed} acts at once, whether or not a transaction is active. When such a change returns, every sync that starts later, on any node, reports it. Safe for use by many
 * threads; a call blocks its thread for one or two round trips within the cluster, and concurrent changes of one key on one
 * node share a write.
 *
 * <p>Keys have 1 to 512 characters (see {@code reality.key.max-length}), none of them a control character, and do not begin
 * with {@code ~}. Every method throws {@link IllegalArgumentException} for a key that breaks this rule, before anything is
 * changed, and {@link RealityUnavailableException} when the cluster does not answer in time.
 */
public interface Reality {

    /**
     * Raises the version of a key and records the hash of its new content. The version moves even if the hash is the same.
     *
     * @param hash identifies the content, 1 to 256 characters; clients that hold content with this hash may skip a refetch
     */
    KeyState update(String key, String hash);

    /** Raises the version of a key, with a new hash: every client refetches. */
    KeyState invalidate(String key);

    /** Raises the versions of several keys, with new hashes. An empty collection changes nothing. */
    Map<String, KeyState> invalidate(Collection<String> keys);

    /**
     * Says that the data behind these keys has changed: the way for plain JDBC, and for everything else that nobody can watch. Inside a JTA
     * transaction it takes effect after the commit, before control returns to whoever committed, and never after a rollback; outside
     * of one, at once. The same as to fire an {@link Invalidation}. Without keys it does nothing.
     *
     * <p>Does not fail when the cluster does not answer in time: the change is then made in the background.
     */
    void changed(String... keys);

    /** Marks a key as gone. Its version moves, so clients that watch it are told. */
    KeyState delete(String key);

    /** The key as its owner in the cluster holds it now. Never null: see {@link KeyState#exists()}. */
    KeyState state(String key);

    /** The current version of each key, whether it exists or not: what a client of the same moment would hold. */
    Map<String, Long> versions(Collection<String> keys);
}
