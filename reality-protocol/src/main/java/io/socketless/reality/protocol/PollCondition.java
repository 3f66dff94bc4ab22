package io.socketless.reality.protocol;

import java.util.Map;
import java.util.Optional;

/**
 * Under which condition a {@code /poll} is answered with 304 and no body.
 *
 * @param ifNoneMatch the {@code If-None-Match} field, several joined by commas; it decides alone if it is there
 * @param version the {@value RealityHeaders#VERSION} field
 */
public record PollCondition(Optional<String> ifNoneMatch, Optional<String> version) {

    /**
     * Whether the client holds what it would be sent.
     *
     * <p>{@value RealityHeaders#VERSION} is the highest version of several keys, and the clocks of the nodes that make versions
     * differ: a key may change to a version below that of another one, and the highest does not move. So it only counts where
     * a single key is polled.
     *
     * @param polled how many keys the request names, with those that the caller may not watch
     * @param versions the keys that the caller may watch, and their current versions
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
