package io.socketless.reality.client;

import java.time.Instant;

/**
 * The data of a key at one moment. Immutable if the value is.
 *
 * @param key the key
 * @param value the value that the fetcher returned, with pending optimistic updates applied
 * @param report the key's state when the fetch began
 * @param fetchedAt when the value arrived, by this machine's clock
 * @param optimistic whether the value contains updates that the server has not confirmed
 */
public record Snapshot<T>(String key, T value, KeyReport report, Instant fetchedAt, boolean optimistic) {}
