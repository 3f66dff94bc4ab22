package io.socketless.reality.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request of {@code /events}.
 *
 * @param seen every key of the query and the version that the client has seen, 0 for none, in the order of the query
 * @param waitMillis maximum time to hold the request until a key changes; 0 or less: answer at once
 */
public record EventsRequest(Map<String, Long> seen, long waitMillis) {

    public EventsRequest {
        seen = Collections.unmodifiableMap(new LinkedHashMap<>(seen));
    }

    /** This request, to be answered at once. */
    public EventsRequest withoutWait() {
        return waitMillis <= 0 ? this : new EventsRequest(seen, 0);
    }
}
