package io.socketless.reality.client.cdi;

import io.socketless.reality.client.internal.NodeLocator;
import io.socketless.reality.client.internal.Transport;
import java.util.Optional;

/** Finds the node in the application of the calling thread. */
public final class EmbeddedLocator implements NodeLocator {

    /** For {@link java.util.ServiceLoader}. */
    public EmbeddedLocator() {}

    @Override
    public Optional<Transport> locate() {
        try {
            return EmbeddedTransport.ofApplication().map(Transport.class::cast);
        } catch (IllegalStateException | LinkageError none) { // no CDI container, or no node in this application
            return Optional.empty();
        }
    }
}
