package io.socketless.reality.protocol;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The result of an invalidation.
 *
 * @param invalidated the keys whose versions were raised
 * @param versions their new versions
 */
public record InvalidateResponse(List<String> invalidated, Map<String, Long> versions) {

    public InvalidateResponse {
        invalidated = List.copyOf(invalidated);
        versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    }

    /** A response with every key of {@code versions}. */
    public static InvalidateResponse of(Map<String, Long> versions) {
        return new InvalidateResponse(List.copyOf(versions.keySet()), versions);
    }
}
