package io.socketless.reality.core;

import java.time.Duration;

/**
 * The limits of an engine.
 *
 * @param maxWaiters how many clients may wait on this node
 * @param lookInterval how often all keys that clients wait for are read again, in case a hint was lost
 * @param readTimeout after which a read fails
 * @param writeTimeout after which a write fails, while it is still tried again in the background
 * @param spreadOnClose over which the clients that are sent home come back
 */
public record EngineOptions(
        int maxWaiters, Duration lookInterval, Duration readTimeout, Duration writeTimeout, Duration spreadOnClose) {

    public static final EngineOptions DEFAULTS = new EngineOptions(
            10_000, Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(12), Duration.ofSeconds(2));
}
