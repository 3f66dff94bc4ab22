package io.socketless.reality.client;

import io.socketless.reality.protocol.Problem;
import java.time.Duration;
import java.util.Optional;

/** A server answered with another status than 200. */
public class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient Optional<Duration> retryAfter;

    public RefusedException(String server, Problem problem, Optional<Duration> retryAfter) {
        super("%s refused: %d %s".formatted(server, problem.status(), problem.detail()));
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** What the server gave as the reason. */
    public Problem problem() {
        return problem;
    }

    /** The status code of HTTP. */
    public int status() {
        return problem.status();
    }

    /** How long the server asks to be left alone. */
    public Optional<Duration> retryAfter() {
        return retryAfter == null ? Optional.empty() : retryAfter;
    }

    /**
     * Whether another server, or the same one later, can accept the request. This holds for 5xx, 408, 429, and 404: an
     * undeployed or redeploying application answers 404. Any other 4xx, such as 401 or 403, is final.
     */
    public boolean isTemporary() {
        return switch (status()) {
            case 404, 408, 429 -> true;
            default -> status() < 400 || status() >= 500;
        };
    }
}
