package io.socketless.reality.servers;

/** The server refused to deploy or undeploy an application. */
public final class DeploymentFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    DeploymentFailure(String message) {
        super(message);
    }
}
