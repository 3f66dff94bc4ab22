package io.socketless.reality.protocol;

import java.util.Objects;

/**
 * What an update wrote.
 *
 * @param updatedAt when, in milliseconds since the epoch
 */
public record UpdateResponse(String key, long version, String hash, long updatedAt) {

    public UpdateResponse {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hash, "hash");
    }
}
