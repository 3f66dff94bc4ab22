package io.socketless.reality;

import java.time.Instant;
import java.util.Objects;

/**
 * What Reality keeps of one key: that it changed, never its data.
 *
 * @param key the key
 * @param version the current version, 1 to {@value #MAX_VERSION}; compare it for inequality only
 * @param hash identifies the content; the application's own, or made from the version where it gave none
 * @param updatedAt when the version was written, by the clock of the node that wrote it; the epoch if the key does not
 * exist
 * @param source who changed the key: a name that the caller gave, else the server id of the node that wrote it
 * @param exists whether the key has an entry; if not, the version is the floor that all absent keys near it share
 */
public record KeyState(String key, long version, String hash, Instant updatedAt, String source, boolean exists) {

    /** The highest version: 2<sup>53</sup> - 1, the last whole number that JavaScript holds exactly. */
    public static final long MAX_VERSION = (1L << 53) - 1;

    public KeyState {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(updatedAt, "updatedAt");
        Objects.requireNonNull(source, "source");
        if (version < 1 || version > MAX_VERSION) {
            throw new IllegalArgumentException("version of '" + key + "' out of range: " + version);
        }
    }

    /**
     * A key without content at this version: never written, deleted, or its entry may have been lost. Its hash is made
     * from the version, so that no client mistakes it for content that it has seen.
     */
    public static KeyState absent(String key, long version, String source) {
        return new KeyState(key, version, hashOf(version), Instant.EPOCH, source, false);
    }

    /** The hash of a change for which the application gave none: different for every version. */
    public static String hashOf(long version) {
        return Long.toString(version, Character.MAX_RADIX);
    }
}
