package io.socketless.reality.client;

/** This client may not watch a key. */
public class DeniedException extends RealityException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /** For {@code key}. */
    public DeniedException(String key) {
        super("This client may not watch '" + key + "'");
        this.key = key;
    }

    /** The key. */
    public String key() {
        return key;
    }
}
