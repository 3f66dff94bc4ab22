package io.socketless.reality.protocol;

import java.util.List;

/**
 * A message that breaks the protocol. Its {@link #problem()} can be sent unchanged: it contains no internals of the
 * server.
 *
 * <p>It has no stack trace: invalid messages can arrive in any number, and their origin in the decoder does not matter.
 */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    public ProtocolException(Problem problem) {
        super(message(problem), null, false, false);
        this.problem = problem;
    }

    /** Refuses a message without listing faults. */
    public static ProtocolException of(int status, String detail) {
        return new ProtocolException(Problem.of(status, detail));
    }

    /** A body of more than {@code maxBytes} bytes. */
    public static ProtocolException bodyTooLarge(int maxBytes) {
        return of(413, "The body is larger than " + maxBytes + " bytes.");
    }

    static ProtocolException of(int status, Fault fault) {
        return new ProtocolException(Problem.of(status, fault.detail(), List.of(fault)));
    }

    /** What to answer. */
    public Problem problem() {
        return problem;
    }

    private static String message(Problem problem) {
        return problem.status() + " " + problem.detail();
    }
}
