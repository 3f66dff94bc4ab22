package io.socketless.reality.client;

import io.socketless.reality.protocol.ChangedKey;
import jakarta.json.JsonValue;
import java.util.Objects;
import java.util.Optional;

/**
 * What a server said of a key.
 *
 * @param key the key
 * @param version its version; compare it for inequality only
 * @param hash identifies the content, as the application or the server made it; empty if the version was known beforehand
 * @param source who changed the key last; empty if the version was known beforehand
 * @param payload the data itself, where the application puts it inline
 */
public record KeyReport(String key, long version, String hash, String source, Optional<JsonValue> payload) {

    public KeyReport {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(payload, "payload");
    }

    static KeyReport of(String key, ChangedKey changed) {
        return new KeyReport(key, changed.version(), changed.hash(), changed.source(), changed.payload());
    }
}
