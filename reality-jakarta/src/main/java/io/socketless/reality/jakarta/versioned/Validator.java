package io.socketless.reality.jakarta.versioned;

import io.socketless.reality.protocol.PollCondition;
import io.socketless.reality.protocol.PollTag;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a client's copy of a response is current.
 *
 * @param versions versions of all keys of the response; at least one
 * @param tag tag of these versions and of the requested variant
 */
record Validator(Map<String, Long> versions, PollTag tag) {

    static Validator of(Map<String, Long> versions, List<String> variant) {
        return new Validator(versions, PollTag.of(versions, variant));
    }

    /** A weak one: the data are the same, the bytes need not be, and what compresses them leaves it alone. */
    String entityTag() {
        return "W/" + tag.header();
    }

    long highestVersion() {
        return Collections.max(versions.values());
    }

    /** Whether a client that sends these fields has the answer; the second counts where the first is not there. */
    boolean isHeld(Optional<String> ifNoneMatch, Optional<String> version) {
        return ifNoneMatch.isPresent()
                ? tag.matches(ifNoneMatch.get())
                : new PollCondition(ifNoneMatch, version).holds(versions.size(), versions);
    }
}
