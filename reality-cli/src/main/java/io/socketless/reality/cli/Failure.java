package io.socketless.reality.cli;

import io.socketless.reality.client.RefusedException;
import io.socketless.reality.client.UnreachableException;
import io.socketless.reality.protocol.ProtocolException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Exit codes and messages of failures. */
final class Failure {

    static final int UNREACHABLE = 1;
    static final int USAGE = 2;
    static final int REFUSED = 3;

    private Failure() {}

    static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException
                        || cause instanceof CompletionException
                        || cause instanceof UnreachableException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    static int exitCode(Throwable failure) {
        if (cause(failure) instanceof RefusedException refused) {
            return refused.isTemporary() ? UNREACHABLE : REFUSED;
        }
        return cause(failure) instanceof IllegalArgumentException ? USAGE : UNREACHABLE;
    }

    /** The failure, with its server. */
    static String of(String server, Throwable failure) {
        return cause(failure) instanceof RefusedException ? message(failure) : server + ": " + message(failure);
    }

    /** The failure in one line. */
    static String message(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof RefusedException refused) {
            return refused.getMessage() + hint(refused.status());
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return "connection timed out";
        }
        if (cause instanceof ConnectException) {
            return isUnresolved(cause) ? "unknown host" : "connection refused";
        }
        if (cause instanceof ProtocolException) {
            return cause.getMessage() + " (check that this application contains Reality)";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static String hint(int status) {
        return switch (status) {
            case 401 -> " (pass it with --secret)";
            case 403 -> " (check --secret)";
            case 404, 405 -> " (check that this application contains Reality)";
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
