package io.socketless.reality.protocol;

import jakarta.json.JsonValue;
import java.util.Objects;
import java.util.Optional;

/**
 * A changed key in the response to a sync.
 *
 * @param version the current version; compare it for inequality only
 * @param hash identifies the content
 * @param source the source of the change
 * @param payload the data, if the application provides it; a JSON {@code null} is a payload too
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
