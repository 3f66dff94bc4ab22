package io.socketless.reality.client;

/**
 * A failure that the client reports. A fetcher or an action that fails is reported with its own exception instead.
 *
 * <ul>
 *   <li>{@link RefusedException}: a server responded with a status other than 200.
 *   <li>{@link UnreachableException}: a server did not respond, not in time, or not according to the protocol.
 *   <li>{@link FetchTimeoutException}: a fetcher did not finish in time.
 *   <li>{@link DeniedException}: this client may not watch the key.
 *   <li>{@link ClosedException}: the client is closed.
 * </ul>
 */
public abstract class RealityException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RealityException(String message) {
        super(message);
    }

    RealityException(String message, Throwable cause) {
        super(message, cause);
    }
}
