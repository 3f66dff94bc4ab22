package io.socketless.reality.protocol;

import java.util.Optional;

/**
 * The rule for keys: 1 to {@code maxLength} characters, no control characters, no half of a surrogate pair, and no
 * {@code ~} at the start, which is reserved for the system.
 *
 * @param maxLength maximum length in Unicode code points
 */
public record KeyRule(int maxLength) {

    private static final char RESERVED = '~';

    /** What is wrong with this key, as a sentence that does not repeat the key; empty if nothing is. */
    public Optional<String> fault(String key) {
        if (key.isEmpty()) {
            return Optional.of("A key must have at least one character.");
        }
        if (isTooLong(key)) {
            return Optional.of("A key must have at most " + maxLength + " characters.");
        }
        if (key.charAt(0) == RESERVED) {
            return Optional.of("Keys that begin with '~' are reserved.");
        }
        return Text.hasControlCharacter(key)
                ? Optional.of("A key must not contain control characters.")
                : Text.hasLoneSurrogate(key)
                        ? Optional.of("A key must not contain half of a surrogate pair.")
                        : Optional.empty();
    }

    boolean isTooLong(String key) {
        return Text.isLongerThan(key, maxLength);
    }
}
