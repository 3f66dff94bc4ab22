package io.socketless.reality.spi;

import io.socketless.reality.RealityUnavailableException;
import java.util.Collection;

/**
 * The intents of the nodes of a cluster: records, made before a commit, of the changes that a transaction is going
 * to publish. If a node dies between a commit and its publication, another node finds the intent and publishes the
 * changes.
 *
 * <p>An intent is kept while the node that recorded it is running. Once that node is gone, the store publishes the
 * changes at once, and again several times later, because the database can carry out a commit after the death of
 * the node that sent it. Then the store removes the intent. Hashes are left out, since the content can have changed
 * by then. A restarted node is a new node, even with the same name.
 *
 * <p>Thread-safe.
 */
public interface IntentLog {

    /**
     * Records an intent. When this returns, the death of this node cannot lose the intent, provided there is
     * another member. Waits a few seconds at most.
     *
     * @throws RealityUnavailableException if the intent is possibly not recorded; there is nothing to undo
     */
    Intent record(Collection<Change> changes);
}
