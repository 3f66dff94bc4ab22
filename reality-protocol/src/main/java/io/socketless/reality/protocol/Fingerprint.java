package io.socketless.reality.protocol;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** A digest of a sequence of values in which no two sequences are written alike. */
final class Fingerprint {

    private final MessageDigest digest;

    Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    Fingerprint add(String text) {
        // Two bytes for each unit, so that halves of surrogate pairs stay different.
        ByteBuffer units = ByteBuffer.allocate(2 * text.length());
        units.asCharBuffer().put(text);
        return add(text.length()).add(units.array());
    }

    Fingerprint add(long number) {
        return add(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }

    Fingerprint add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    /** The first bytes of the digest. The fingerprint is used up then. */
    byte[] bytes(int count) {
        return Arrays.copyOf(digest.digest(), count);
    }
}
