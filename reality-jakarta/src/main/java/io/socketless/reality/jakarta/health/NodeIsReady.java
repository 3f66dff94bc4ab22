package io.socketless.reality.jakarta.health;

import io.socketless.reality.jakarta.answer.Answers;
import io.socketless.reality.jakarta.answer.NodeReadiness;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Ready while clients can be sent to this node: from when the store answers until the node is told to stop. */
@Readiness
@ApplicationScoped
class NodeIsReady implements HealthCheck {

    @Inject
    private Answers answers;

    @Override
    public HealthCheckResponse call() {
        NodeReadiness now = answers.readiness().join();
        HealthCheckResponseBuilder check =
                HealthCheckResponse.named("reality").withData("serverId", answers.serverId());
        if (now.storeOpen()) {
            check.withData("waiters", now.waiters())
                    .withData("peers", now.peers().size());
        } else {
            check.withData("store", "not open");
        }
        if (now.leaving()) {
            check.withData("leaving", true);
        }
        return check.status(now.ready()).build();
    }
}
