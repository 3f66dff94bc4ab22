package io.socketless.reality.protocol;

import java.util.Objects;

/**
 * The result of an update.
 *
 * @param updatedAt time of the update in milliseconds since the epoch
 */
public record UpdateResponse(String key, long version, String hash, long updatedAt) {

    public UpdateResponse {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hash, "hash");
    }
}
