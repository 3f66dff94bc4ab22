package io.socketless.reality.client.cdi;

import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.RealityClientBuilder;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import java.util.concurrent.Executor;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.eclipse.microprofile.config.ConfigProvider;

/** Produces {@code @Inject RealityClient}: one client per application, built on first use. */
@ApplicationScoped
class ClientProducer {

    private static final String EXECUTOR = "java:comp/DefaultManagedExecutorService";

    @Produces
    @ApplicationScoped
    @SuppressWarnings("BanJNDI") // a constant name of the local container
    RealityClient client() {
        RealityClientBuilder builder = configuration().builder();
        try {
            builder.executor((Executor) new InitialContext().lookup(EXECUTOR));
        } catch (NamingException none) {
            // The client then uses its own threads, which have no naming context of the application.
        }
        return builder.build();
    }

    void close(@Disposes RealityClient client) {
        client.close();
    }

    static ClientConfiguration configuration() {
        return ClientConfiguration.of(name -> ConfigProvider.getConfig()
                .getOptionalValue(name, String.class)
                .map(String::trim)
                .filter(text -> !text.isEmpty()));
    }
}
