package io.socketless.reality.client;

import java.time.Duration;
import java.util.Optional;

/**
 * How a server looks to a client.
 *
 * @param name its address
 * @param healthy whether its last answer was one
 * @param avoidedFor how much longer other servers are preferred; zero if they are not
 * @param latency of requests that are not held, on average; empty if there was none yet
 * @param serverVersion the highest version that it has seen, 0 if it has not said
 * @param failures in a row
 */
public record ServerStatus(
        String name,
        boolean healthy,
        Duration avoidedFor,
        Optional<Duration> latency,
        long serverVersion,
        int failures) {}
