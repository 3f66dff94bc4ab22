package io.socketless.reality.hazelcast;

import io.socketless.reality.KeyState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The stored form of a key state.
 *
 * <p>As bytes, big-endian: format (1), flags (1), version (8), time (8), stamp (8), length of the hash (4), hash in
 * UTF-8, length of the source (4), source in UTF-8. A reader ignores further bytes and unknown flags, so a later
 * release can append to the end. A change that an older release would misread gets a new format number.
 *
 * @param version the version that was written
 * @param updatedAt epoch milliseconds by the clock of the writing node
 * @param deleted whether this is a tombstone: the key is gone, its version is kept
 * @param stamp random: two writes of equal content are never equal bytes, and a compare-and-set never mistakes another
 *     write for its own
 */
record Entry(long version, long updatedAt, boolean deleted, String hash, String source, long stamp) {

    private static final byte FORMAT = 1;
    private static final byte DELETED = 1;
    private static final int FIXED = 1 + 1 + 3 * Long.BYTES + 2 * Integer.BYTES;

    static Entry written(long version, long updatedAt, boolean deleted, String hash, String source) {
        return new Entry(
                version,
                updatedAt,
                deleted,
                hash,
                source,
                ThreadLocalRandom.current().nextLong());
    }

    byte[] encoded() {
        byte[] hashBytes = hash.getBytes(StandardCharsets.UTF_8);
        byte[] sourceBytes = source.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED + hashBytes.length + sourceBytes.length)
                .put(FORMAT)
                .put(deleted ? DELETED : 0)
                .putLong(version)
                .putLong(updatedAt)
                .putLong(stamp)
                .putInt(hashBytes.length)
                .put(hashBytes)
                .putInt(sourceBytes.length)
                .put(sourceBytes)
                .array();
    }

    /**
     * Throws {@link UnknownFormatException} if these bytes were not written by this release or one that it can
     * read.
     */
    static Entry decoded(byte[] bytes) {
        return UnknownFormatException.guard(bytes, FORMAT, buffer -> {
            boolean deleted = (buffer.get() & DELETED) != 0;
            long version = buffer.getLong();
            long updatedAt = buffer.getLong();
            long stamp = buffer.getLong();
            return new Entry(version, updatedAt, deleted, text(buffer), text(buffer), stamp);
        });
    }

    /** The key as a client sees it if its partition has this floor. */
    KeyState above(long floor, String key) {
        if (version > floor) {
            return state(key);
        }
        return new KeyState(key, floor, KeyState.hashOf(floor), Instant.ofEpochMilli(updatedAt), source, !deleted);
    }

    /** The key as it was written. */
    KeyState state(String key) {
        return new KeyState(key, version, hash, Instant.ofEpochMilli(updatedAt), source, !deleted);
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.getInt()];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
