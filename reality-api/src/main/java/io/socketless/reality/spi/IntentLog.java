package io.socketless.reality.spi;

import io.socketless.reality.RealityUnavailableException;
import java.util.Collection;

/**
 * Records of what the nodes of a cluster are about to publish. A database commits, then the node publishes; if it dies
 * in between, another node finds the intent and publishes instead.
 *
 * <p>An intent is left alone while the node that recorded it is a member. Once that node is gone, the store publishes
 * the intent at once, and again a few times later, because the database can carry out the commit after the death of the
 * node that sent it. Then it removes the intent. Hashes are left out, since the content can have changed by then. A
 * restarted node is not the node that recorded the intent, whatever its name is.
 *
 * <p>Thread-safe.
 */
public interface IntentLog {

    /**
     * Records changes. When this returns, the record survives the death of this node, if another node can hold it.
     * Waits a few seconds at most.
     *
     * @throws RealityUnavailableException if the record was possibly not written; there is nothing to undo
     */
    Intent record(Collection<Change> changes);
}
