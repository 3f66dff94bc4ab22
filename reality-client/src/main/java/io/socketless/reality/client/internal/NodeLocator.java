package io.socketless.reality.client.internal;

import java.util.Optional;

/** Finds the Reality node in this application. A {@link java.util.ServiceLoader} finds implementations. */
public interface NodeLocator {

    /** The transport to the node; empty if there is none. Called by the thread that builds the client. */
    Optional<Transport> locate();
}
