package io.socketless.reality.protocol;

/**
 * How much one request may ask for.
 *
 * @param maxKeys the most different keys in one request
 * @param maxKeyLength the most characters of a key, counted as Unicode code points
 * @param maxBodyBytes the most bytes of a body
 */
public record Limits(int maxKeys, int maxKeyLength, int maxBodyBytes) {

    /** What the protocol says where nothing is configured. */
    public static final Limits DEFAULT = new Limits(1_000, 512, 256 * 1024);

    /** The most characters of a hash, counted as Unicode code points. Not configurable, as clients may store it. */
    public static final int MAX_HASH_LENGTH = 256;

    /** The most characters of the source of a change, counted as Unicode code points. */
    public static final int MAX_SOURCE_LENGTH = 256;

    public Limits {
        requirePositive(maxKeys, "maxKeys");
        requirePositive(maxKeyLength, "maxKeyLength");
        requirePositive(maxBodyBytes, "maxBodyBytes");
    }

    /** What a key must be under these limits. */
    public KeyRule keyRule() {
        return new KeyRule(maxKeyLength);
    }

    private static void requirePositive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }
}
