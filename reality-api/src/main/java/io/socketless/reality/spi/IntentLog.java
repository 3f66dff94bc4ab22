package io.socketless.reality.spi;

import io.socketless.reality.RealityUnavailableException;
import java.util.Collection;

/**
 * Notes that the nodes of a cluster keep for each other: what one of them is about to publish. A database commits, then the
 * node publishes; if it dies in between, another one finds the note and publishes in its place.
 *
 * <p>A note is left alone while the node that wrote it is there. Once that node is gone the store publishes the note at
 * once, and again some times later, because the database may carry out the commit after the death of the node that sent it;
 * then it removes the note. The hashes are left out, since the content may be another by then. A node that was started again is not
 * the one that wrote the note, whatever its name is.
 *
 * <p>Thread-safe.
 */
public interface IntentLog {

    /**
     * Notes changes. When this returns, the note is where the death of this node does not reach it, if there is such a place.
     * Waits a few seconds at most.
     *
     * @throws RealityUnavailableException if the note may not have been written; there is nothing to undo
     */
    Intent record(Collection<Change> changes);
}
