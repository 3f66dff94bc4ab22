package io.socketless.reality.client.cdi;

import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.spi.SettingException;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessBean;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;

/** Fails the deployment of an application whose injected client is misconfigured. */
public class ClientExtension implements Extension {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality.client");
    private static final String PREFIX = "reality.client.";

    private static final String NODE = "io.socketless.reality.jakarta.local.EmbeddedNode";

    private volatile boolean injected;
    private volatile boolean hasNode;

    /** For CDI. */
    public ClientExtension() {}

    void find(@Observes ProcessInjectionPoint<?, RealityClient> point) {
        injected |= !point.getInjectionPoint().getMember().getDeclaringClass().equals(PageState.class);
    }

    void findState(@Observes ProcessInjectionPoint<?, PageState> point) {
        injected = true;
    }

    /**
     * Compares the name, because the class is missing without reality-jakarta. A lookup at validation would not do:
     * Payara gives extensions a bean manager that does not see the beans of the application's jars.
     */
    void findNode(@Observes ProcessBean<?> bean) {
        hasNode |= bean.getBean().getBeanClass().getName().equals(NODE);
    }

    void check(@Observes AfterDeploymentValidation deployment) {
        unknown().forEach(name -> LOGGER.log(Level.WARNING, "Unknown property " + name + "; check its spelling"));
        try {
            ClientConfiguration configuration = ClientProducer.configuration();
            if (injected && isWithoutServer(configuration)) {
                deployment.addDeploymentProblem(new IllegalStateException(
                        "RealityClient is injected, but it has no server to use; set reality.client.servers"));
            }
        } catch (SettingException wrong) {
            deployment.addDeploymentProblem(wrong);
        }
    }

    private boolean isWithoutServer(ClientConfiguration configuration) {
        boolean usesNode = configuration.executionMode() == ExecutionMode.SSR_EMBEDDED
                || (configuration.executionMode() == ExecutionMode.AUTO
                        && configuration.servers().isEmpty());
        return usesNode ? !hasNode : configuration.servers().isEmpty();
    }

    /** Configured names that no setting has. Some servers list environment variables with dots instead of hyphens. */
    static List<String> unknown() {
        return StreamSupport.stream(
                        ConfigProvider.getConfig().getPropertyNames().spliterator(), false)
                .filter(name -> name.startsWith(PREFIX))
                .filter(name -> ClientConfiguration.ALL.stream()
                        .noneMatch(setting -> setting.name().replace('-', '.').equals(name.replace('-', '.'))))
                .sorted()
                .toList();
    }
}
