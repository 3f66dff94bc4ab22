package io.socketless.reality.hazelcast;

import io.socketless.reality.internal.LogMessage;
import java.lang.System.Logger.Level;

/** Log messages of the Hazelcast store: 1100 to 1149. */
enum HazelcastMessage implements LogMessage {
    LISTENER_FAILED(1100, Level.WARNING, "A store listener failed"),
    CONTAINER_HAZELCAST(1101, Level.INFO, "The shared map is in the Hazelcast instance of the server"),
    FOREIGN_HAZELCAST(
            1102,
            Level.WARNING,
            "The JNDI name %s does not refer to a running instance of the Hazelcast classes that this application"
                    + " loads"),
    BACKUPS_IGNORED(
            1103,
            Level.WARNING,
            "The map '%s' is already configured with %d backups; reality.hazelcast.backups = %d is ignored"),
    EVENT_UNREADABLE(1104, Level.WARNING, "Could not decode a map event; rechecking all watched keys"),
    NO_MEMBERS(
            1105,
            Level.WARNING,
            "This node is the only member of its cluster; set reality.hazelcast.members if nodes run on other"
                    + " machines"),
    KEYS_SWEPT(1110, Level.INFO, "Swept %d keys in %d ms (reality.retention, reality.memory.max-keys); %d remain"),
    TOO_MANY_KEYS(
            1111,
            Level.WARNING,
            "The map holds %d keys, more than reality.memory.max-keys = %d: keys are created faster than the oldest can"
                    + " be swept"),
    NODE_WAS_PAUSED(
            1120,
            Level.WARNING,
            "This node was paused for %d ms; checking that it still belongs to the cluster before it answers"),
    AWAITING_REJOIN(
            1121,
            Level.WARNING,
            "The cluster continued without this node while it was paused; returning 503 until it rejoins, for at most"
                    + " %d s"),
    REJOIN_TIMED_OUT(
            1122,
            Level.WARNING,
            "This node did not rejoin the cluster within %d s; it continues with its own versions, all of them raised"),
    INTENTS_PUBLISHED(1130, Level.INFO, "Published %d keys of %d transactions whose node has failed"),
    INTENT_UNREADABLE(
            1131, Level.WARNING, "The intent %s was recorded by a later release; a node of that release publishes it");

    private final int id;
    private final Level level;
    private final String format;

    HazelcastMessage(int id, Level level, String format) {
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
