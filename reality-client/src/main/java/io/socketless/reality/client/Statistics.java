package io.socketless.reality.client;

/**
 * What a client has done since it was built.
 *
 * @param subscriptions that are open
 * @param keys that are watched
 * @param requests syncs that were sent, held ones included
 * @param failedRequests syncs that were not answered as they should
 * @param failovers syncs that went to another server than the one before them, because that had failed
 * @param changes reported by servers
 * @param fetches calls of fetchers
 * @param failedFetches calls of fetchers that failed or took too long
 * @param overtaken answers that came after newer ones, and were not used
 * @param pendingUpdates optimistic updates that are not confirmed
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
