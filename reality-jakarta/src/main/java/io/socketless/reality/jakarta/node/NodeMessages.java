package io.socketless.reality.jakarta.node;

import io.socketless.reality.internal.LogMessage;
import java.lang.System.Logger.Level;

/** Log messages of a node: 1000 to 1099. */
enum NodeMessage implements LogMessage {
    NODE_STARTING(1000, Level.INFO, "Reality %s starts node %s with %s"),
    NODE_READY(1001, Level.INFO, "Node %s is ready after %d ms"),
    NODE_STOPPED(1002, Level.INFO, "Node %s has stopped"),
    STORE_NOT_OPENED(1003, Level.WARNING, "Could not open the store; retrying in %d s: %s"),
    UNKNOWN_PROPERTY(1004, Level.WARNING, "Unknown property %s; check its spelling"),
    NOT_PUBLISHED(1005, Level.ERROR, "Could not confirm an invalidation of %s; retrying in the background: %s"),
    OBSERVER_FAILED(1006, Level.WARNING, "An observer of Changed failed for key %s"),
    CHANGES_DROPPED(1007, Level.WARNING, "Observers of Changed are too slow; events were dropped"),
    INTENT_NOT_RECORDED(
            1012,
            Level.WARNING,
            "Could not record an intent; transactions commit without one, and clients miss a change"
                    + " if this node dies before publishing it: %s"),
    LISTENER_FAILED(1013, Level.WARNING, "A listener of invalidations failed for keys %s"),
    INVALIDATIONS_DROPPED(1014, Level.WARNING, "Listeners of invalidations are too slow; calls were dropped"),
    NODE_DRAINING(1020, Level.INFO, "Node %s is no longer ready; its %d held requests are answered within %s"),
    DRAIN_CUT_SHORT(1021, Level.WARNING, "The node stops; its %d remaining held requests are answered all at once");

    private final int id;
    private final Level level;
    private final String format;

    NodeMessage(int id, Level level, String format) {
        this.id = id;
        this.level = level;
        this.format = format;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public Level level() {
        return level;
    }

    @Override
    public String format() {
        return format;
    }
}
