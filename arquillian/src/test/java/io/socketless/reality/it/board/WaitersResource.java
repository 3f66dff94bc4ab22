package io.socketless.reality.it.board;

import io.socketless.reality.core.Engine;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/**
 * How many clients wait on this node. A user reads it from MicroProfile Health, which not every server shows by
 * default.
 */
@ApplicationScoped
@Path("waiters")
public class WaitersResource {
    @Inject
    private NodeLifecycle lifecycle;

    @GET
    public int waiters() {
        return lifecycle.node().engine().map(Engine::waiters).orElse(0);
    }
}
