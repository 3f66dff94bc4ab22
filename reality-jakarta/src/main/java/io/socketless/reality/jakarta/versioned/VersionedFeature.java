package io.socketless.reality.jakarta.versioned;

import io.socketless.reality.jakarta.Versioned;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.util.List;
import java.util.Map;

/**
 * Adds a {@link VersionedFilter} to each resource method with {@code @Versioned}. JAX-RS finds this class by its
 * service file. It calls it for every method when the application starts, and for those of a sub-resource at the first
 * request.
 */
public final class VersionedFeature implements DynamicFeature {

    /** For JAX-RS. */
    public VersionedFeature() {}

    /** @throws IllegalArgumentException for a template that the path of the method cannot fill */
    @Override
    public void configure(ResourceInfo method, FeatureContext context) {
        if (method.getResourceClass() == null || method.getResourceMethod() == null) {
            return; // not written as a class
        }
        KeysOfPath.annotation(method.getResourceClass(), method.getResourceMethod())
                .ifPresent(versioned -> context.register(
                        new VersionedFilter(keys(versioned, method), List.of(versioned.vary())),
                        // Nearest to the method on the way in, so every filter of the application can refuse the
                        // request before; farthest from it on the way out, when the headers of the application are
                        // complete.
                        Map.of(
                                ContainerRequestFilter.class, Integer.MAX_VALUE,
                                ContainerResponseFilter.class, Integer.MIN_VALUE)));
    }

    private static KeysOfPath keys(Versioned versioned, ResourceInfo method) {
        try {
            return KeysOfPath.of(versioned, method.getResourceClass(), method.getResourceMethod());
        } catch (IllegalArgumentException wrong) {
            if (method.getResourceClass().isAnnotationPresent(Path.class)) {
                stopNode();
            }
            throw wrong;
        }
    }

    /** The application does not start, but at this late point not every server stops the beans that CDI has started. */
    private static void stopNode() {
        try {
            CDI.current().select(NodeLifecycle.class).get().stop();
        } catch (IllegalStateException noCdi) {
            // Then there is no node.
        }
    }
}
