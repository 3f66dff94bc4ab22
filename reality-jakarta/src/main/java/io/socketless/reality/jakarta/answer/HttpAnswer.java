package io.socketless.reality.jakarta.answer;

import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A complete HTTP response for a door to send.
 *
 * @param contentType empty if there is no body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, written once
public record HttpAnswer(int status, String contentType, byte[] body, Map<String, String> headers) {

    private static final String JSON = "application/json";
    private static final int OK = 200;

    /** After a 408 or a 413 the rest of the body is not read. */
    private static final Set<Integer> REST_IS_NOT_READ = Set.of(408, 413);

    private static final byte[] NOTHING = {};

    static HttpAnswer json(byte[] body) {
        return json(OK, body);
    }

    static HttpAnswer json(int status, byte[] body) {
        return new HttpAnswer(status, JSON, body, Map.of());
    }

    static HttpAnswer of(String contentType, byte[] body) {
        return new HttpAnswer(OK, contentType, body, Map.of());
    }

    public static HttpAnswer empty(int status) {
        return new HttpAnswer(status, "", NOTHING, Map.of());
    }

    public static HttpAnswer problem(int status, String detail) {
        return problem(Problem.of(status, detail));
    }

    static HttpAnswer problem(Problem problem) {
        HttpAnswer answer = new HttpAnswer(problem.status(), Problem.MEDIA_TYPE, Encoder.encode(problem), Map.of());
        return REST_IS_NOT_READ.contains(problem.status()) ? answer.with("Connection", "close") : answer;
    }

    /** This response with one more header field. */
    public HttpAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpAnswer(status, contentType, body, more);
    }

    /** This response without a header field. */
    public HttpAnswer without(String header) {
        Map<String, String> fewer = new LinkedHashMap<>(headers);
        fewer.remove(header);
        return new HttpAnswer(status, contentType, body, fewer);
    }

    HttpAnswer retryAfter(int seconds) {
        return with("Retry-After", Integer.toString(seconds));
    }
}
