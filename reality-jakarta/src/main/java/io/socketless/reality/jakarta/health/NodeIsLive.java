package io.socketless.reality.jakarta.health;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Live while deployed. A store that does not answer is no reason to restart the node: the cause can be the cluster. */
@Liveness
@ApplicationScoped
class NodeIsLive implements HealthCheck {

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.up("reality");
    }
}
