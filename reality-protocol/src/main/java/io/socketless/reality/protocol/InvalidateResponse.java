package io.socketless.reality.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an invalidation wrote.
 *
 * @param invalidated the keys whose versions moved
 * @param versions their new versions
 */
public record InvalidateResponse(List<String> invalidated, Map<String, Long> versions) {

    public InvalidateResponse {
        invalidated = List.copyOf(invalidated);
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    /** The answer that names every key of {@code versions}. */
    public static InvalidateResponse of(Map<String, Long> versions) {
        return new InvalidateResponse(List.copyOf(versions.keySet()), versions);
    }
}
