package io.socketless.reality.client;

import java.time.Duration;
import java.util.Optional;

/**
 * A server as the client sees it.
 *
 * @param name its address
 * @param healthy whether the last request succeeded
 * @param avoidedFor how long the client still prefers other servers; zero if it does not
 * @param latency average time of requests that are not held; empty before the first one
 * @param serverVersion the highest version that the server has seen; 0 if unknown
 * @param failures consecutive failures
 */
public record ServerStatus(
        String name,
        boolean healthy,
        Duration avoidedFor,
        Optional<Duration> latency,
        long serverVersion,
        int failures) {}
