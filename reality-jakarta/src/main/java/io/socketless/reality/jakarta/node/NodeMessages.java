package io.socketless.reality.jakarta.node;

import io.socketless.reality.internal.LogMessage;

/** Log messages of a node: 1000 to 1099. */
final class NodeMessages {

    static final LogMessage NODE_STARTING = LogMessage.info(1000, "Reality %s starts node %s with %s");
    static final LogMessage NODE_READY = LogMessage.info(1001, "Node %s is ready after %d ms");
    static final LogMessage NODE_STOPPED = LogMessage.info(1002, "Node %s has stopped");
    static final LogMessage STORE_NOT_OPENED =
            LogMessage.warning(1003, "Could not open the store; retrying in %d s: %s");
    static final LogMessage UNKNOWN_PROPERTY = LogMessage.warning(1004, "Unknown property %s; check its spelling");
    static final LogMessage NOT_PUBLISHED =
            LogMessage.error(1005, "Could not confirm an invalidation of %s; retrying in the background: %s");
    static final LogMessage OBSERVER_FAILED = LogMessage.warning(1006, "An observer of Changed failed for key %s");
    static final LogMessage CHANGES_DROPPED =
            LogMessage.warning(1007, "Observers of Changed are too slow; events were dropped");
    static final LogMessage INTENT_NOT_RECORDED = LogMessage.warning(
            1012,
            "Could not record an intent; transactions commit without one, and clients miss a change"
                    + " if this node dies before publishing it: %s");
    static final LogMessage LISTENER_FAILED =
            LogMessage.warning(1013, "A listener of invalidations failed for keys %s");
    static final LogMessage INVALIDATIONS_DROPPED =
            LogMessage.warning(1014, "Listeners of invalidations are too slow; calls were dropped");
    static final LogMessage NODE_DRAINING =
            LogMessage.info(1020, "Node %s is no longer ready; its %d held requests are answered within %s");
    static final LogMessage DRAIN_CUT_SHORT =
            LogMessage.warning(1021, "The node stops; its %d remaining held requests are answered all at once");

    private NodeMessages() {}
}
