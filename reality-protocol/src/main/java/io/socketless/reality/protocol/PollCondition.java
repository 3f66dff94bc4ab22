package io.socketless.reality.protocol;

import java.util.Map;
import java.util.Optional;

/**
 * The condition under which {@code /poll} returns 304 without a body.
 *
 * @param ifNoneMatch the {@code If-None-Match} field, several joined by commas; if present, it alone decides
 * @param version the {@value RealityHeaders#VERSION} field
 */
public record PollCondition(Optional<String> ifNoneMatch, Optional<String> version) {

    /**
     * Whether the client holds the current versions.
     *
     * <p>{@value RealityHeaders#VERSION} is the highest version of several keys, and the clocks of the nodes that issue
     * versions differ. A key can change to a version below that of another key, which leaves the highest as it was. The
     * field therefore counts only if a single key is polled.
     *
     * @param polled number of keys that the request names, including denied ones
     * @param versions the keys that the caller can watch, and their current versions
     */
    public boolean holds(int polled, Map<String, Long> versions) {
        if (ifNoneMatch.isPresent()) {
            return PollTag.of(versions).matches(ifNoneMatch.get());
        }
        return polled == 1
                && versions.size() == 1
                && version.map(text -> WholeNumber.parseDigits(text.strip()))
                        .filter(versions::containsValue)
                        .isPresent();
    }
}
