package io.socketless.reality.client;

/**
 * Counts since the client was built.
 *
 * @param subscriptions open subscriptions
 * @param keys watched keys
 * @param requests syncs sent, held requests included
 * @param failedRequests syncs that failed on a server
 * @param failovers requests sent to another server because one failed
 * @param changes versions reported by servers
 * @param fetches calls of fetchers
 * @param failedFetches calls of fetchers that failed or timed out
 * @param overtaken reports dropped because a newer response arrived first
 * @param pendingUpdates unconfirmed optimistic updates
 */
public record Statistics(
        int subscriptions,
        int keys,
        long requests,
        long failedRequests,
        long failovers,
        long changes,
        long fetches,
        long failedFetches,
        long overtaken,
        int pendingUpdates) {}
