package io.socketless.reality.jakarta.node;

import io.socketless.reality.protocol.KeyRule;
import io.socketless.reality.protocol.Limits;
import java.nio.charset.StandardCharsets;

/** Checks keys and hashes that come from application code. */
final class Keys {

    private Keys() {}

    /** @throws IllegalArgumentException if the key breaks the rule; the message names the key and the reason */
    static String checked(KeyRule rule, String key) {
        rule.fault(key).ifPresent(fault -> {
            throw new IllegalArgumentException("'" + key + "': " + fault);
        });
        return key;
    }

    /** @throws IllegalArgumentException if the hash is empty, too long, or not valid text */
    static String checkedHash(String hash) {
        if (hash.isEmpty() || hash.codePointCount(0, hash.length()) > Limits.MAX_HASH_LENGTH) {
            throw new IllegalArgumentException("A hash must have 1 to " + Limits.MAX_HASH_LENGTH + " characters");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(hash)) {
            throw new IllegalArgumentException("A hash must not contain half of a surrogate pair");
        }
        return hash;
    }
}
