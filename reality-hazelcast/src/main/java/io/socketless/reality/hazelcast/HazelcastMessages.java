package io.socketless.reality.hazelcast;

import io.socketless.reality.internal.LogMessage;

/** Log messages of the Hazelcast store: 1100 to 1149. */
final class HazelcastMessages {

    static final LogMessage LISTENER_FAILED = LogMessage.warning(1100, "A store listener failed");
    static final LogMessage CONTAINER_HAZELCAST =
            LogMessage.info(1101, "The shared map is in the Hazelcast instance of the server");
    static final LogMessage FOREIGN_HAZELCAST = LogMessage.warning(
            1102,
            "The JNDI name %s does not refer to a running instance of the Hazelcast classes that this application"
                    + " loads");
    static final LogMessage BACKUPS_IGNORED = LogMessage.warning(
            1103, "The map '%s' is already configured with %d backups; reality.hazelcast.backups = %d is ignored");
    static final LogMessage EVENT_UNREADABLE =
            LogMessage.warning(1104, "Could not decode a map event; rechecking all watched keys");
    static final LogMessage NO_MEMBERS = LogMessage.warning(
            1105,
            "This node is the only member of its cluster; set reality.hazelcast.members if nodes run on other"
                    + " machines");
    static final LogMessage KEYS_SWEPT =
            LogMessage.info(1110, "Swept %d keys in %d ms (reality.retention, reality.memory.max-keys); %d remain");
    static final LogMessage TOO_MANY_KEYS = LogMessage.warning(
            1111,
            "The map holds %d keys, more than reality.memory.max-keys = %d: keys are created faster than the oldest can"
                    + " be swept");
    static final LogMessage NODE_WAS_PAUSED = LogMessage.warning(
            1120, "This node was paused for %d ms; checking that it still belongs to the cluster before it answers");
    static final LogMessage AWAITING_REJOIN = LogMessage.warning(
            1121,
            "The cluster continued without this node while it was paused; returning 503 until it rejoins, for at most"
                    + " %d s");
    static final LogMessage REJOIN_TIMED_OUT = LogMessage.warning(
            1122,
            "This node did not rejoin the cluster within %d s; it continues with its own versions, all of them raised");
    static final LogMessage INTENTS_PUBLISHED =
            LogMessage.info(1130, "Published %d keys of %d transactions whose node has failed");
    static final LogMessage INTENT_UNREADABLE = LogMessage.warning(
            1131, "The intent %s was recorded by a later release; a node of that release publishes it");

    private HazelcastMessages() {}
}
