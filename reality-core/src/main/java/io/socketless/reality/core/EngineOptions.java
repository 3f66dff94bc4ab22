package io.socketless.reality.core;

import java.time.Duration;

/**
 * The limits of an engine.
 *
 * @param maxWaiters maximum number of held requests
 * @param recheckInterval maximum time between two reads of a watched key, in case a notification was lost
 * @param readTimeout time after which a read fails
 * @param writeTimeout time after which a write fails; it is still retried in the background
 * @param spreadOnClose time over which drained clients return
 */
public record EngineOptions(
        int maxWaiters, Duration recheckInterval, Duration readTimeout, Duration writeTimeout, Duration spreadOnClose) {

    public static final EngineOptions DEFAULTS = new EngineOptions(
            10_000, Duration.ofSeconds(3), Duration.ofSeconds(5), Duration.ofSeconds(12), Duration.ofSeconds(2));
}
