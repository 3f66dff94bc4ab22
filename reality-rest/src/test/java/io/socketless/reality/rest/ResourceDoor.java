package io.socketless.reality.rest;

import io.socketless.reality.jakarta.door.Door;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** The resource in a JAX-RS application, which lists it and nothing else of Reality. */
final class ResourceDoor {

    private ResourceDoor() {}

    static Door with(Class<?>... components) {
        return new Door(
                "/api",
                "/api/reality",
                application ->
                        new ServletContainer(new ResourceConfig(RealityResource.class).registerClasses(components)));
    }
}
