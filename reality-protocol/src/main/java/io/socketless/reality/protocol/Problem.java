package io.socketless.reality.protocol;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * The reason of a refusal in the form of RFC 9457.
 *
 * @param type a URI that identifies the kind of problem; {@value #BLANK}: given by the status code
 * @param title the kind of problem in words
 * @param status the HTTP status code; 0 if the body does not repeat it
 * @param detail this problem in words
 * @param errors the faults of the body; omitted from the JSON if empty
 */
public record Problem(String type, String title, int status, String detail, List<Fault> errors)
        implements Serializable {

    /** The type of a problem that its status code describes well enough. */
    public static final String BLANK = "about:blank";

    /** The media type of a problem. */
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(detail, "detail");
        errors = List.copyOf(errors);
    }

    /** A problem that its status code describes, without faults of a body. */
    public static Problem of(int status, String detail) {
        return of(status, detail, List.of());
    }

    /** A problem that its status code describes. */
    public static Problem of(int status, String detail, List<Fault> errors) {
        return new Problem(BLANK, title(status), status, detail, errors);
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            default -> "Status " + status;
        };
    }
}
