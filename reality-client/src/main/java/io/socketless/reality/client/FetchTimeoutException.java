package io.socketless.reality.client;

import java.time.Duration;

/** A fetcher did not finish within the client's time-out. */
public class FetchTimeoutException extends RealityException {

    private static final long serialVersionUID = 1L;

    /** For a fetch of {@code key}. */
    public FetchTimeoutException(String key, Duration limit) {
        super("The fetcher of '" + key + "' did not finish within " + limit.toMillis() + " ms");
    }
}
