package io.socketless.reality.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * One key whose version shall move.
 *
 * @param key the key
 * @param hash the application's hash of the new content; empty: made from the new version
 * @param source who changes the key
 * @param deletes whether the key is gone after the change
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
