package io.socketless.reality.protocol;

import jakarta.json.JsonValue;
import java.util.Objects;
import java.util.Optional;

/**
 * What a sync tells of a key that changed.
 *
 * @param version the current version; compare it for inequality only
 * @param hash identifies the content
 * @param source who changed the key
 * @param payload the data itself, where the application puts it inline; a JSON {@code null} is a payload too
 */
public record ChangedKey(long version, String hash, String source, Optional<JsonValue> payload) {

    public ChangedKey {
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(payload, "payload");
    }

    /** A change without a payload. */
    public ChangedKey(long version, String hash, String source) {
        this(version, hash, source, Optional.empty());
    }
}
