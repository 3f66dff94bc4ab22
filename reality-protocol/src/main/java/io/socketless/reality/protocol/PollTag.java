package io.socketless.reality.protocol;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The strong entity tag of a {@code /poll} response. It is computed from the keys that the caller can watch and their
 * versions, and is therefore the same on every node.
 *
 * @param header the tag in quotes, as in header fields
 */
public record PollTag(String header) {

    private static final int BYTES = 16;

    /** The tag of these keys at these versions, in this order. */
    public static PollTag of(Map<String, Long> versions) {
        return of(versions, List.of());
    }

    /** The tag of these keys at these versions for one of several variants of an answer, told apart by these texts. */
    public static PollTag of(Map<String, Long> versions, List<String> variant) {
        Fingerprint fingerprint = new Fingerprint();
        versions.forEach((key, version) -> fingerprint.add(key).add(version));
        variant.forEach(fingerprint::add);
        return new PollTag(
                '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(fingerprint.bytes(BYTES)) + '"');
    }

    /**
     * Whether an {@code If-None-Match} field names this tag, by the weak comparison that RFC 9110 requires: alone or in
     * a list, with or without {@code W/}, or by {@code *}. Join several fields with commas. Anything after a syntax
     * error is ignored.
     */
    public boolean matches(String ifNoneMatch) {
        if (ifNoneMatch.strip().equals("*")) {
            return true;
        }
        int at = 0;
        while (at < ifNoneMatch.length()) {
            char character = ifNoneMatch.charAt(at);
            if (character == ',' || character == ' ' || character == '\t') {
                at++;
                continue;
            }
            int opening = ifNoneMatch.startsWith("W/", at) ? at + 2 : at;
            int closing = ifNoneMatch.indexOf('"', opening + 1);
            if (closing < 0 || ifNoneMatch.charAt(opening) != '"') {
                return false;
            }
            if (ifNoneMatch.startsWith(header, opening)) {
                return true;
            }
            at = closing + 1;
        }
        return false;
    }
}
