package io.socketless.reality;

/**
 * The cluster could not answer without the risk of a missed change. The outcome of a failed change is unknown: it can
 * have taken effect, or can still do so. Retrying is always safe and costs at most an extra refetch.
 */
public class RealityUnavailableException extends RuntimeException {

    public RealityUnavailableException(String message) {
        super(message);
    }

    public RealityUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
