package io.socketless.reality;

/**
 * The cluster could not answer without the risk of a missed change. After a failed change the outcome is open: it may have
 * taken effect, or still take effect. Trying again is always safe, since one refetch too many is the worst that follows.
 */
public class RealityUnavailableException extends RuntimeException {

    public RealityUnavailableException(String message) {
        super(message);
    }

    public RealityUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
