package io.socketless.reality.jakarta.health;

import io.socketless.reality.core.Engine;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready once the store answers and until the node is told to stop: only then may clients be sent to this node. */
@Readiness
@ApplicationScoped
class NodeIsReady implements HealthCheck {

    @Inject
    private NodeLifecycle lifecycle;

    @Override
    public HealthCheckResponse call() {
        LocalNode node = lifecycle.node();
        HealthCheckResponseBuilder check = HealthCheckResponse.named("reality")
                .withData("serverId", node.settings().identity().serverId());
        Optional<Engine> engine = node.engine();
        if (engine.isEmpty()) {
            return check.down().withData("store", "not open").build();
        }
        check.withData("waiters", engine.get().waiters())
                .withData("peers", engine.get().peers().size());
        if (node.isLeaving()) {
            return check.down().withData("leaving", true).build();
        }
        return check.status(answers(engine.get())).build();
    }

    private static boolean answers(Engine engine) {
        try {
            engine.read(Set.of("health")).join();
            return true;
        } catch (CompletionException unavailable) {
            return false;
        }
    }
}
