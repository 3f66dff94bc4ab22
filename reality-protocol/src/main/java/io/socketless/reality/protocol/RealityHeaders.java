package io.socketless.reality.protocol;

/** The header fields of this protocol. */
public final class RealityHeaders {

    /** In a response: the server id of the node that sent it. */
    public static final String SERVER = "X-Reality-Server";

    /**
     * In a response of {@code /poll}, or of the application to a fetch: the highest version of the keys. In a request:
     * the version that the client holds.
     */
    public static final String VERSION = "X-Reality-Version";

    private RealityHeaders() {}
}
