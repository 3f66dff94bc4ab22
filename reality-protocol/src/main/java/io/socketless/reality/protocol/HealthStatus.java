package io.socketless.reality.protocol;

import java.util.Optional;

/** How a node sees itself. */
public enum HealthStatus {
    HEALTHY,
    /** Works, but is starting or leaving. */
    DEGRADED,
    /** Cannot answer; the status code is 503. */
    UNHEALTHY;

    static final WireNames<HealthStatus> NAMES = new WireNames<>(values());

    private final String wireName = WireNames.spelled(this);

    /** How JSON spells it. */
    public String wireName() {
        return wireName;
    }

    /** The constant that JSON spells like this, upper and lower case told apart. */
    public static Optional<HealthStatus> of(String wireName) {
        return NAMES.find(wireName);
    }
}
