package io.socketless.reality.protocol;

import java.util.Objects;

/**
 * Raises the version of one key and sets the hash of its new content.
 *
 * @param hash identifies the content, 1 to {@value Limits#MAX_HASH_LENGTH} characters
 */
public record UpdateRequest(String key, String hash) {

    public UpdateRequest {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hash, "hash");
    }
}
