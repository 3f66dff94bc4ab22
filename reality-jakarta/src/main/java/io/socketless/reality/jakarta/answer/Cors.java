package io.socketless.reality.jakarta.answer;

import io.socketless.reality.jakarta.config.Origins;
import io.socketless.reality.protocol.RealityHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Allows browsers on the configured origins to call. Credentials are never allowed together with {@code *}. */
final class Cors {

    private static final String METHODS = "GET, HEAD, POST, OPTIONS";
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, If-None-Match, Last-Event-ID, " + RealityHeaders.VERSION;
    private static final String RESPONSE_HEADERS =
            "ETag, Retry-After, " + RealityHeaders.SERVER + ", " + RealityHeaders.VERSION;
    private static final String MAX_AGE_SECONDS = "600";

    private final Origins origins;

    Cors(Origins origins) {
        this.origins = origins;
    }

    CorsAnswer answer(@Nullable String origin, String method, @Nullable String requestedMethod) {
        if (origins.none()) {
            return new CorsAnswer(Map.of(), false);
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Vary", "Origin");
        if (origin == null || !origins.allows(origin)) {
            return new CorsAnswer(headers, false);
        }
        if (origins.any()) {
            headers.put("Access-Control-Allow-Origin", "*");
        } else {
            headers.put("Access-Control-Allow-Origin", origin);
            headers.put("Access-Control-Allow-Credentials", "true");
        }
        boolean preflight = method.equals("OPTIONS") && requestedMethod != null;
        if (preflight) {
            headers.put("Access-Control-Allow-Methods", METHODS);
            headers.put("Access-Control-Allow-Headers", REQUEST_HEADERS);
            headers.put("Access-Control-Max-Age", MAX_AGE_SECONDS);
        } else {
            headers.put("Access-Control-Expose-Headers", RESPONSE_HEADERS);
        }
        return new CorsAnswer(headers, preflight);
    }
}
