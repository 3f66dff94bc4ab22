package io.socketless.reality.cli;

import io.socketless.reality.client.RefusedException;
import io.socketless.reality.protocol.ProtocolException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** How the shell learns what went wrong. */
final class Failure {

    static final int UNREACHABLE = 1;
    static final int USAGE = 2;
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
        if (cause(failure) instanceof RefusedException refused) {
            boolean forGood = refused.status() < 500 && refused.status() != 408 && refused.status() != 429;
            return forGood ? REFUSED : UNREACHABLE;
        }
        return cause(failure) instanceof IllegalArgumentException ? USAGE : UNREACHABLE;
    }

    /** What went wrong with which server. */
    static String of(String server, Throwable failure) {
        return cause(failure) instanceof RefusedException ? message(failure) : server + ": " + message(failure);
    }

    /** What went wrong, in a line. */
    static String message(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RefusedException refused) {
            return refused.getMessage() + hint(refused.status());
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return "no connection in time";
        }
        if (cause instanceof ConnectException) {
            return isUnresolved(cause) ? "unknown host" : "connection refused";
        }
        if (cause instanceof ProtocolException) {
            return cause.getMessage() + " (is this the address of an application that contains Reality?)";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static String hint(int status) {
        return switch (status) {
            case 401 -> " (give it by --secret)";
            case 403 -> " (is --secret right?)";
            case 404, 405 -> " (is this the address of an application that contains Reality?)";
            default -> "";
        };
    }

    private static boolean isUnresolved(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }
}
