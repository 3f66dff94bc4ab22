package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.jakarta.config.Origins;
import io.socketless.reality.protocol.RealityHeaders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Lets browsers of the configured origins call, and answers their preflights. Credentials never go with {@code *}. */
final class Cors {

    private static final String METHODS = "GET, HEAD, POST, OPTIONS";
    private static final String REQUEST_HEADERS =
            "Authorization, Content-Type, If-None-Match, Last-Event-ID, " + RealityHeaders.VERSION;
    private static final String RESPONSE_HEADERS =
            "ETag, Retry-After, " + RealityHeaders.SERVER + ", " + RealityHeaders.VERSION;
    private static final String SECONDS_TO_REMEMBER = "600";

    private final Origins origins;

    Cors(Origins origins) {
        this.origins = origins;
    }

    /** Sets the headers, and answers the request if it is a preflight. */
    boolean admit(HttpServletRequest request, HttpServletResponse response) {
        if (origins.none()) {
            return false;
        }
        response.addHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin == null || !origins.allows(origin)) {
            return false;
        }
        if (origins.any()) {
            response.setHeader("Access-Control-Allow-Origin", "*");
        } else {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Allow-Credentials", "true");
        }
        boolean preflight =
                request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null;
        if (!preflight) {
            response.setHeader("Access-Control-Expose-Headers", RESPONSE_HEADERS);
            return false;
        }
        response.setHeader("Access-Control-Allow-Methods", METHODS);
        response.setHeader("Access-Control-Allow-Headers", REQUEST_HEADERS);
        response.setHeader("Access-Control-Max-Age", SECONDS_TO_REMEMBER);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        return true;
    }
}
