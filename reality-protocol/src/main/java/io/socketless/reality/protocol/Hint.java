package io.socketless.reality.protocol;

import java.util.Optional;

/** Why a client syncs. Servers of this project answer every hint from the owners of the entries. */
public enum Hint {
    INTERACTION,
    FOCUS,
    IDLE,
    /** After a change made by this client; the protocol requires an answer from the owner of the entry. */
    MUTATION,
    MOUNT,
    RECONNECT,
    POLL;

    static final WireNames<Hint> NAMES = new WireNames<>(values());

    private final String wireName = WireNames.spelled(this);

    /** How JSON spells it. */
    public String wireName() {
        return wireName;
    }

    /** The constant that JSON spells like this, upper and lower case told apart. */
    public static Optional<Hint> of(String wireName) {
        return NAMES.find(wireName);
    }
}
