package io.socketless.reality.jakarta.answer;

import java.util.Map;

/**
 * What CORS adds to a response.
 *
 * @param headers fields to set
 * @param preflight whether the request is an allowed preflight, to be answered with 204 and nothing else
 */
public record CorsAnswer(Map<String, String> headers, boolean preflight) {}
