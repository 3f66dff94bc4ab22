package io.socketless.reality.client;

import jakarta.json.JsonValue;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of a key as a server reported it.
 *
 * @param key the key
 * @param version the version; compare it for inequality only
 * @param hash identifies the content, as set by the application or the server; empty if only the version is known
 * @param source the node that made the last change; empty if only the version is known
 * @param payload the inline data, if the application provides any
 */
public record KeyReport(String key, long version, String hash, String source, Optional<JsonValue> payload) {

    /** Checks that no component is null. */
    public KeyReport {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(payload, "payload");
    }
}
