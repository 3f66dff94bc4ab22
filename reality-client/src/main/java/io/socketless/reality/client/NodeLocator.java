package io.socketless.reality.client;

import java.util.Optional;

/** Finds the node of Reality in this application. Implementations are found by {@link java.util.ServiceLoader}. */
public interface NodeLocator {

    /** The way to the node, or empty if there is none here. Called when a client is built, on the thread that builds it. */
    Optional<Transport> locate();
}
