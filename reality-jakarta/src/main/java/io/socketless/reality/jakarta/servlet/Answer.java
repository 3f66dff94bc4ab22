package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A response in the making: a status, headers, and a body that is complete. */
@SuppressWarnings("ArrayRecordComponent") // never compared, written once
record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {

    private static final String JSON = "application/json";

    /** The rest of a body that is too large or too slow is not worth reading. */
    private static final Set<Integer> REST_IS_NOT_READ =
            Set.of(HttpServletResponse.SC_REQUEST_TIMEOUT, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);

    private static final byte[] NOTHING = {};

    static Answer json(byte[] body) {
        return new Answer(HttpServletResponse.SC_OK, JSON, body, Map.of());
    }

    static Answer json(int status, byte[] body) {
        return new Answer(status, JSON, body, Map.of());
    }

    static Answer of(String contentType, byte[] body) {
        return new Answer(HttpServletResponse.SC_OK, contentType, body, Map.of());
    }

    static Answer empty(int status) {
        return new Answer(status, "", NOTHING, Map.of());
    }

    static Answer problem(Problem problem) {
        Answer answer = new Answer(problem.status(), Problem.MEDIA_TYPE, Encoder.encode(problem), Map.of());
        return REST_IS_NOT_READ.contains(problem.status()) ? answer.with("Connection", "close") : answer;
    }

    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, more);
    }

    Answer retryAfter(int seconds) {
        return with("Retry-After", Integer.toString(seconds));
    }

    void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        headers.forEach(response::setHeader);
        if (!contentType.isEmpty()) {
            response.setContentType(contentType);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
