package io.socketless.reality.spi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Everything that Reality logs, with an id that stays the same: 1000 to 1099 the node, 1100 to 1199 stores, 1200 to 1299
 * the endpoints, 1300 to 1399 entities. The id of a message that is no longer logged is not used again.
 */
public enum LogMessage {
    NODE_STARTING(1000, Level.INFO, "Reality %s starts node %s with %s"),
    NODE_READY(1001, Level.INFO, "Node %s is ready after %d ms"),
    NODE_STOPPED(1002, Level.INFO, "Node %s has stopped"),
    STORE_NOT_OPENED(1003, Level.WARNING, "The store could not be opened, trying again in %d s: %s"),
    UNKNOWN_PROPERTY(1004, Level.WARNING, "No setting has the name %s; is it misspelled?"),
    NOT_PUBLISHED(
            1005, Level.ERROR, "An invalidation of %s could not be confirmed and is tried again in the background: %s"),
    OBSERVER_FAILED(1006, Level.WARNING, "An observer of Changed failed for key %s"),
    CHANGES_DROPPED(1007, Level.WARNING, "Observers of Changed are too slow; events were dropped"),
    PAYLOAD_FAILED(1008, Level.WARNING, "No payload for key %s: %s"),
    AUTHORIZER_FAILED(1009, Level.WARNING, "The key authorizer failed for key %s, so it is denied"),
    STORE_IN_MEMORY(
            1010,
            Level.INFO,
            "No jar of a store is in the application: versions are kept in the memory of this node alone"),
    TASK_FAILED(1011, Level.WARNING, "A periodic task failed and will run again"),
    INTENT_NOT_NOTED(
            1012,
            Level.WARNING,
            "Transactions are committed without an intent; a change whose node dies before it is published will be missed: %s"),
    LISTENER_FAILED(1013, Level.WARNING, "A listener of invalidations failed for keys %s"),
    INVALIDATIONS_DROPPED(1014, Level.WARNING, "Listeners of invalidations are too slow; some were not told"),
    NODE_LEAVING(1020, Level.INFO, "Node %s is not ready any more; its %d waiting clients are answered within %s"),
    DRAIN_CUT_SHORT(1021, Level.WARNING, "%d clients still wait and are answered all at once, since the node stops"),

    STORE_LISTENER_FAILED(1100, Level.WARNING, "A listener of the store failed"),
    CONTAINER_HAZELCAST(1101, Level.INFO, "The shared map is in the server's own Hazelcast"),
    FOREIGN_HAZELCAST(
            1102,
            Level.WARNING,
            "What is under the JNDI name %s is no running instance of the Hazelcast that this application sees"),
    BACKUPS_WITHOUT_EFFECT(
            1103,
            Level.WARNING,
            "The map '%s' is configured already, with %d backups; reality.hazelcast.backups = %d has no effect"),
    EVENT_UNREADABLE(
            1104, Level.WARNING, "An event of the map could not be read, so every waiting client is looked at"),
    KEYS_FORGOTTEN(
            1110, Level.INFO, "%d keys were forgotten within %d ms (reality.retention, reality.max-keys); %d are left"),
    TOO_MANY_KEYS(
            1111,
            Level.WARNING,
            "There are %d keys, more than reality.max-keys = %d: they are made faster than the oldest can be forgotten"),
    NODE_WAS_AWAY(
            1120,
            Level.WARNING,
            "This node stood still for %d ms; before it answers again it asks the other members whether it is still one of them"),
    HOLDING_BACK(
            1121,
            Level.WARNING,
            "While this node stood still, others went on without it; until it is one of them again, it answers 503, but not for longer than %d s"),
    HELD_BACK_TOO_LONG(
            1122,
            Level.WARNING,
            "The others have not taken this node in again for %d s; it goes on with the versions it has, all of them raised"),
    INTENTS_PUBLISHED(1130, Level.INFO, "Published %d keys of %d transactions whose node is gone"),
    INTENT_UNREADABLE(
            1131, Level.WARNING, "The intent %s was written by a later release; a node of that will publish it"),

    REQUEST_FAILED(1200, Level.ERROR, "A request to %s failed"),
    NOT_ASYNC(
            1201,
            Level.WARNING,
            "Requests are not held, because a filter in front of %s does not support asynchronous requests"),

    CHANGED_IN_BULK(
            1300,
            Level.WARNING,
            "A statement changed entities of %s in bulk, so it is not known which keys of %s changed; @RealityKeys(bulk = ...) can name keys for this"),
    NOBODY_PUBLISHES(
            1301,
            Level.WARNING,
            "Entities have changed, with keys such as %s, but where they are used there is no CDI, or no node of Reality in it"),
    STATEMENTS_UNSEEN(1302, Level.WARNING, "Statements that change entities in bulk cannot be seen: %s"),
    KEY_REFUSED(1303, Level.WARNING, "An entity has changed with a key that no client can watch: %s");

    private final int id;
    private final Level level;
    private final String format;

    LogMessage(int id, Level level, String format) {
        this.id = id;
        this.level = level;
        this.format = format;
    }

    /** Logs this message with its arguments. */
    public void log(Logger logger, @Nullable Object... arguments) {
        write(logger, null, arguments);
    }

    /** Logs this message with the exception that caused it. */
    public void logWith(Logger logger, @Nullable Throwable cause, @Nullable Object... arguments) {
        write(logger, cause, arguments);
    }

    private void write(Logger logger, @Nullable Throwable cause, @Nullable Object... arguments) {
        if (logger.isLoggable(level)) {
            logger.log(level, "REALITY-" + id + ": " + String.format(format, arguments), cause);
        }
    }
}
