package io.socketless.reality.protocol;

/** The header fields that only this protocol has. */
public final class RealityHeaders {

    /** In an answer: the server id of the node that gave it. */
    public static final String SERVER = "X-Reality-Server";

    /** In an answer of {@code /poll}, or of the application to a fetch: the highest version of the keys. In a request: the one that the client holds. */
    public static final String VERSION = "X-Reality-Version";

    private RealityHeaders() {}
}
