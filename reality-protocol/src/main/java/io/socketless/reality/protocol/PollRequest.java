package io.socketless.reality.protocol;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/**
 * A request of {@code /poll}.
 *
 * @param keys the keys of the query, each once, in the order of the query
 * @param condition when to answer 304
 */
public record PollRequest(Set<String> keys, PollCondition condition) {

    public PollRequest {
        keys = Collections.unmodifiableSet(new LinkedHashSet<>(keys));
        Objects.requireNonNull(condition, "condition");
    }
}
