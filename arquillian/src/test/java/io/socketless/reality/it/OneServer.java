package io.socketless.reality.it;

import io.socketless.reality.servers.ArquillianNode;
import org.jboss.arquillian.container.spi.client.deployment.DeploymentScenario;
import org.jboss.arquillian.container.spi.event.DeployManagedDeployments;
import org.jboss.arquillian.container.spi.event.UnDeployManagedDeployments;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.impl.client.deployment.event.GenerateDeployment;
import org.jboss.arquillian.core.api.Event;
import org.jboss.arquillian.core.api.InstanceProducer;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.EventContext;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.arquillian.test.spi.annotation.ClassScoped;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;

/**
 * One server and one deployment for all test classes that Arquillian runs. By default it deploys for each class, and on
 * Payara Micro that is a start of the server.
 */
public final class OneServer implements LoadableExtension {
    static final ArquillianNode NODE = ArquillianNode.prepare(BoardCluster.SETTINGS);

    /** What is deployed; Arquillian adds itself and the test classes find their place in it. */
    @Deployment
    public static WebArchive board() {
        return Wars.boardWithTests();
    }

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(Sharing.class);
    }

    /** Generates and deploys once, and leaves the rest to the end of the server. */
    public static final class Sharing {
        @Inject
        @ClassScoped
        private InstanceProducer<DeploymentScenario> scenario;

        @Inject
        private Event<GenerateDeployment> generation;

        private @Nullable DeploymentScenario shared;
        private boolean generating;
        private boolean deployed;

        void generate(@Observes EventContext<GenerateDeployment> event) {
            if (generating) {
                event.proceed();
            } else if (shared == null) {
                assert NODE != null; // its ports and files are ready before the server starts
                generating = true;
                generation.fire(new GenerateDeployment(new TestClass(OneServer.class)));
                generating = false;
                shared = scenario.get();
            } else {
                scenario.set(shared);
            }
        }

        void deploy(@Observes EventContext<DeployManagedDeployments> event) {
            if (!deployed) {
                deployed = true;
                event.proceed();
                NODE.awaitUp("/board/reality/health"); // the server does not wait until the node is ready
            }
        }

        void undeploy(@Observes EventContext<UnDeployManagedDeployments> event) {
            // Other classes still need it.
        }
    }
}
