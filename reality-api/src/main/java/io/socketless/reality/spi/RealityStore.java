package io.socketless.reality.spi;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where versions live. An application may supply one as a CDI bean; otherwise a {@link RealityStoreProvider} is looked
 * for, and failing that versions are kept in the memory of one node.
 *
 * <p>The contract, which {@code RealityStoreContract} tests:
 *
 * <ul>
 *   <li>Per key, the version only ever grows: across deletion, the loss of entries, and a restart of everything.
 *   <li>A key without an entry has a floor as its version, never 0. A floor only rises, above every version that was
 *       reported for an entry that is no longer there.
 *   <li>A read that starts after a write has returned sees that write, on whichever node.
 *   <li>A store can sweep keys to bound its memory, after raising the floor above their versions.
 *   <li>After every write, on any node, each listener is notified. A notification can get lost.
 * </ul>
 *
 * All methods are thread-safe and may block. The engine calls them on its own threads.
 */
public interface RealityStore extends AutoCloseable {

    /**
     * Reads keys from their owners. The answer has exactly the keys asked for; an absent one as {@link
     * KeyState#absent}.
     *
     * @throws RealityUnavailableException if it cannot be answered without the risk of reporting something stale
     */
    Map<String, KeyState> read(Set<String> keys);

    /**
     * Moves the version of every key named and returns what was written. Each key occurs once in {@code changes}.
     *
     * @throws RealityUnavailableException if the writes are not certain to be kept; some may have taken effect
     */
    Map<String, KeyState> write(Collection<Change> changes);

    /**
     * The existing keys with a version above {@code version}, by version, ascending. For reports: it may visit every
     * entry, and what was forgotten is not in it.
     *
     * @throws RealityUnavailableException if the store does not answer
     */
    List<KeyState> changedSince(long version);

    /** Adds a listener for this store's life. Call before the first read that must not be overtaken by a change. */
    void listen(StoreListener listener);

    /** The other nodes that share this store, in no order. Answers from memory, without waiting. */
    List<Peer> peers();

    /**
     * Where a node notes what it is about to publish. Empty if nothing of this store outlives the node, or if the store
     * cannot do it: a node that dies between a commit and its publication then leaves that change unpublished.
     */
    default Optional<IntentLog> intents() {
        return Optional.empty();
    }

    /** Stops telling listeners and leaves the cluster gracefully. Harmless when called twice. */
    @Override
    void close();
}
