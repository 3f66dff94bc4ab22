package io.socketless.reality.spi;

/**
 * Another node that shares the store.
 *
 * @param name its public base URL, or its server id where none is configured
 */
public record Peer(String name, Health health) {

    /** How a node looks from here. */
    public enum Health {
        HEALTHY,
        /** Works, but is starting or leaving. */
        DEGRADED,
        UNHEALTHY,
        UNKNOWN
    }
}
