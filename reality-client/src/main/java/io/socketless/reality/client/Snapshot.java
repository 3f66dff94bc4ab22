package io.socketless.reality.client;

import java.time.Instant;

/**
 * The data of a key at one moment. Immutable if the value is.
 *
 * @param key the key
 * @param value what the fetcher returned, with the optimistic updates that are pending
 * @param node what the server had said of the key when this was fetched
 * @param fetchedAt when it arrived, by the clock of this machine
 * @param optimistic whether the value has updates that the server has not confirmed
 */
public record Snapshot<T>(String key, T value, KeyReport node, Instant fetchedAt, boolean optimistic) {}
