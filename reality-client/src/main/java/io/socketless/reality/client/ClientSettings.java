package io.socketless.reality.client;

import io.socketless.reality.protocol.Mode;
import java.time.Duration;
import java.util.UUID;

/**
 * What a {@link RealityClientBuilder} was told.
 *
 * @param mode how keys that are followed are kept up to date
 * @param follows whether a subscription that does not say is followed
 * @param clientId tells this client apart in the figures of servers
 * @param timeout of a request, beyond the time for which a server may hold it, and of a fetch
 * @param retries of a request that somebody waits for, after every server was tried
 * @param backoff between them, and between those of requests that nobody waits for, which never end
 * @param avoidFor how long a server that failed is avoided, doubled with every failure in a row
 * @param hold how long a server may hold a request
 * @param interval between two requests where none is held
 */
record ClientSettings(
        Mode mode,
        boolean follows,
        UUID clientId,
        Duration timeout,
        int retries,
        Backoff backoff,
        Duration avoidFor,
        Duration hold,
        Duration interval) {}
