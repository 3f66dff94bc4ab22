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

    /** Whether it is this request that is refused, so that another server would refuse it too. */
    boolean isOurFault() {
        return status() >= 400 && status() < 500 && status() != 408 && status() != 429;
    }
}
