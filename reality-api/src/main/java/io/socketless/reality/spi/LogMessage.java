package io.socketless.reality.spi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * Everything that Reality logs, with an id that stays the same: 1000 to 1099 the node, 1100 to 1199 stores, 1200 to 1299
 * the endpoints. The id of a message that is no longer logged is not used again.
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

    REQUEST_FAILED(1200, Level.ERROR, "A request to %s failed"),
    NOT_ASYNC(
            1201,
            Level.WARNING,
            "Requests are not held, because a filter in front of %s does not support asynchronous requests");

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
