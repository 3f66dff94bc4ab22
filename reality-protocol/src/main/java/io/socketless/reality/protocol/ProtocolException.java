package io.socketless.reality.protocol;

import java.util.List;

/**
 * A message that breaks the protocol. Its {@link #problem()} may be sent as it is: it holds no internals of the server.
 *
 * <p>It has no stack trace. Bad messages come from outside, in any number, and what they get is the same wherever in the
 * decoder they are refused.
 */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;

    public ProtocolException(Problem problem) {
        super(message(problem), null, false, false);
        this.problem = problem;
    }

    /** A refused message, without faults of a body. */
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
