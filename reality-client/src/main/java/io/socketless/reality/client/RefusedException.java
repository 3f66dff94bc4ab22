package io.socketless.reality.client;

import io.socketless.reality.protocol.Problem;
import java.time.Duration;
import java.util.Optional;

/** A server responded with a status other than 200. */
public class RefusedException extends RealityException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final transient Optional<Duration> retryAfter;

    /** The refusal of {@code server}. */
    public RefusedException(String server, Problem problem, Optional<Duration> retryAfter) {
        super("%s refused: %d %s".formatted(server, problem.status(), problem.detail()));
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    /** The reason that the server gave. */
    public Problem problem() {
        return problem;
    }

    /** The HTTP status. */
    public int status() {
        return problem.status();
    }

    /** How long the server asks the client to wait; empty if it did not say. */
    public Optional<Duration> retryAfter() {
        return retryAfter == null ? Optional.empty() : retryAfter;
    }

    /**
     * Whether another server, or the same one later, can accept the request. This holds for 5xx, 408, 429, and 404: an
     * undeployed or redeploying application responds with 404. Any other 4xx, such as 401 or 403, is final.
     */
    public boolean isTemporary() {
        return switch (status()) {
            case 404, 408, 429 -> true;
            default -> status() < 400 || status() >= 500;
        };
    }
}
