package io.socketless.reality.protocol;

import java.util.Optional;

/** How a client keeps itself up to date. */
public enum Mode {
    /** By the sync endpoint alone. */
    NATIVE,
    /** By the browser's {@code EventSource}. */
    SSE_COMPAT,
    /** By conditional requests. */
    POLLING_COMPAT;

    static final WireNames<Mode> NAMES = new WireNames<>(values());

    private final String wireName = WireNames.spelled(this);

    /** How JSON spells it. */
    public String wireName() {
        return wireName;
    }

    /** The constant that JSON spells like this, upper and lower case told apart. */
    public static Optional<Mode> of(String wireName) {
        return NAMES.find(wireName);
    }
}
