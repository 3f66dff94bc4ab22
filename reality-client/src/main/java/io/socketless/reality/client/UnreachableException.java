package io.socketless.reality.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A server did not respond, did not respond in time, or sent a response that violates the protocol; see the cause. */
public class UnreachableException extends RealityException {

    private static final long serialVersionUID = 1L;

    private final String server;

    /** A request that failed with {@code cause}. */
    public UnreachableException(String server, Throwable cause) {
        super("No valid response from " + server + ": " + reason(cause), cause);
        this.server = server;
    }

    /** A request that took longer than {@code limit}. */
    public UnreachableException(String server, Duration limit) {
        super("No response from " + server + " within " + limit.toMillis() + " ms");
        this.server = server;
    }

    /** The address of the server. */
    public String server() {
        return server;
    }

    private static String reason(Throwable cause) {
        @Nullable String message = cause.getMessage();
        return message == null ? cause.getClass().getSimpleName() : message;
    }
}
