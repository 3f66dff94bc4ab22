package io.socketless.reality.client;

/** How a client reaches Reality. */
public enum ExecutionMode {

    /** The given servers over HTTP. If none are given: the node in this application, without HTTP. */
    AUTO,

    /** The given servers over HTTP. */
    CLIENT,

    /**
     * The node in this application, for rendering pages. Building the client fails if there is none. A key is followed
     * only if
     * its options request it.
     */
    SSR_EMBEDDED,

    /** The given servers over HTTP, for rendering pages elsewhere. A key is followed only if its options request it. */
    SERVER_EXTERNAL
}
