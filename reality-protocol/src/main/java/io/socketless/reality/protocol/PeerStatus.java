package io.socketless.reality.protocol;

import java.util.Optional;

/** How a node looks to another one. */
public enum PeerStatus {
    HEALTHY,
    /** Works, but is starting or leaving. */
    DEGRADED,
    UNHEALTHY,
    UNKNOWN;

    static final WireNames<PeerStatus> NAMES = new WireNames<>(values());

    private final String wireName = WireNames.spelled(this);

    /** How JSON spells it. */
    public String wireName() {
        return wireName;
    }

    /** The constant that JSON spells like this, upper and lower case told apart. */
    public static Optional<PeerStatus> of(String wireName) {
        return NAMES.find(wireName);
    }
}
