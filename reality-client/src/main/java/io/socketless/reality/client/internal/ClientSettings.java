package io.socketless.reality.client.internal;

import io.socketless.reality.protocol.Mode;
import java.time.Duration;
import java.util.UUID;

/**
 * The settings of a client.
 *
 * @param mode how followed keys are kept up to date
 * @param follows whether a subscription is followed unless its options say otherwise
 * @param clientId identifies this client in the metrics of servers
 * @param timeout maximum time for a response, in addition to {@code maxWait}, and for a fetch
 * @param retries maximum rounds over all servers after the first, for a sync or a write
 * @param backoff the pauses between rounds
 * @param avoidFor how long a failed server is avoided; doubles with each consecutive failure
 * @param maxWait how long a server can hold a request
 * @param interval pause between requests that are not held
 */
record ClientSettings(
        Mode mode,
        boolean follows,
        UUID clientId,
        Duration timeout,
        int retries,
        Backoff backoff,
        Duration avoidFor,
        Duration maxWait,
        Duration interval) {}
