package io.socketless.reality.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * One key whose version is to be raised.
 *
 * @param key the key
 * @param hash the application's hash of the new content; empty: derived from the new version
 * @param source the source of the change
 * @param deletes whether the change deletes the key
 */
public record Change(String key, Optional<String> hash, String source, boolean deletes) {

    public Change {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(source, "source");
    }

    public static Change update(String key, String hash, String source) {
        return new Change(key, Optional.of(hash), source, false);
    }

    public static Change invalidate(String key, String source) {
        return new Change(key, Optional.empty(), source, false);
    }

    public static Change delete(String key, String source) {
        return new Change(key, Optional.empty(), source, true);
    }
}
