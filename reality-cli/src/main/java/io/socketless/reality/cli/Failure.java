package io.socketless.reality.cli;

import io.socketless.reality.client.RefusedException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** How the shell learns what went wrong. */
final class Failure {

    static final int UNREACHABLE = 1;
    static final int REFUSED = 3;

    private Failure() {}

    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static int exitCode(Throwable failure) {
        return cause(failure) instanceof RefusedException refused && refused.status() < 500
                ? REFUSED
                : cause(failure) instanceof IllegalArgumentException ? 2 : UNREACHABLE;
    }

    static String message(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RefusedException refused && (refused.status() == 401 || refused.status() == 403)) {
            return cause.getMessage() + " (is --secret right?)";
        }
        if (cause instanceof ConnectException) {
            return "no server can be reached";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
