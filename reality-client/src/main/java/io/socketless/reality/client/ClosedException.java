package io.socketless.reality.client;

/** The client is closed, or was closed before the result arrived. */
public class ClosedException extends RealityException {

    private static final long serialVersionUID = 1L;

    /** For a call of a closed client. */
    public ClosedException() {
        super("The client is closed");
    }
}
