package io.socketless.reality.protocol;

/**
 * The limits of one request.
 *
 * @param maxKeys maximum different keys
 * @param maxKeyLength maximum length of a key in Unicode code points
 * @param maxBodyBytes maximum bytes of a body
 */
public record Limits(int maxKeys, int maxKeyLength, int maxBodyBytes) {

    /** The defaults of the protocol. */
    public static final Limits DEFAULT = new Limits(1_000, 512, 256 * 1024);

    /** Maximum length of a hash in Unicode code points. Not configurable, because clients can store it. */
    public static final int MAX_HASH_LENGTH = 256;

    /** Maximum length of the source of a change in Unicode code points. */
    public static final int MAX_SOURCE_LENGTH = 256;

    public Limits {
        requirePositive(maxKeys, "maxKeys");
        requirePositive(maxKeyLength, "maxKeyLength");
        requirePositive(maxBodyBytes, "maxBodyBytes");
    }

    /** The rule for keys under these limits. */
    public KeyRule keyRule() {
        return new KeyRule(maxKeyLength);
    }

    private static void requirePositive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, not " + value);
        }
    }
}
