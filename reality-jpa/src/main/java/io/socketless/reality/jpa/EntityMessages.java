package io.socketless.reality.jpa;

import io.socketless.reality.internal.LogMessage;

/** Log messages about entities: 1300 to 1399. */
final class EntityMessages {

    static final LogMessage CHANGED_IN_BULK = LogMessage.warning(
            1300,
            "A bulk statement changed entities of %s; which keys of %s changed is unknown."
                    + " @RealityKeys(bulk = ...) can name keys for it");
    static final LogMessage NO_PUBLISHER = LogMessage.warning(
            1301, "Changes to entity keys such as %s are not published: no CDI container, or no Reality node in it");
    static final LogMessage STATEMENTS_UNSEEN = LogMessage.warning(1302, "Bulk statements cannot be observed: %s");
    static final LogMessage KEY_REFUSED =
            LogMessage.warning(1303, "An entity has changed with an invalid key, which no client can watch: %s");

    private EntityMessages() {}
}
