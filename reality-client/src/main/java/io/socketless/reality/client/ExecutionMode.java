package io.socketless.reality.client;

/** How a client reaches Reality. */
public enum ExecutionMode {

    /** The node in this application, called directly, if there is one; else the servers, over HTTP. */
    AUTO,

    /** The servers, over HTTP, even if there is a node in this application. */
    CLIENT,

    /**
     * The node in this application, for rendering pages: building the client fails where there is none. Keys are followed only
     * if their options say so.
     */
    SSR_EMBEDDED,

    /** The servers, over HTTP, for rendering pages elsewhere. Keys are followed only if their options say so. */
    SERVER_EXTERNAL;

    boolean looksForNode() {
        return this == AUTO || this == SSR_EMBEDDED;
    }

    /** Whether a subscription that does not say is kept up to date. */
    boolean follows() {
        return this == AUTO || this == CLIENT;
    }
}
