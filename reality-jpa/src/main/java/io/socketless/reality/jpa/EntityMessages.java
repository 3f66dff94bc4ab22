package io.socketless.reality.jpa;

import io.socketless.reality.internal.LogMessage;
import java.lang.System.Logger.Level;

/** Log messages about entities: 1300 to 1399. */
enum EntityMessage implements LogMessage {
    CHANGED_IN_BULK(
            1300,
            Level.WARNING,
            "A bulk statement changed entities of %s; which keys of %s changed is unknown."
                    + " @RealityKeys(bulk = ...) can name keys for it"),
    NO_PUBLISHER(
            1301,
            Level.WARNING,
            "Changes to entity keys such as %s are not published: no CDI container, or no Reality node in it"),
    STATEMENTS_UNSEEN(1302, Level.WARNING, "Bulk statements cannot be observed: %s"),
    KEY_REFUSED(1303, Level.WARNING, "An entity has changed with an invalid key, which no client can watch: %s");

    private final int id;
    private final Level level;
    private final String format;

    EntityMessage(int id, Level level, String format) {
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
