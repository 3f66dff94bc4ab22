package io.socketless.reality.client.cdi;

import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.RealityClientBuilder;
import jakarta.enterprise.concurrent.ContextService;
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
    private static final String CONTEXTS = "java:comp/DefaultContextService";

    @Produces
    @ApplicationScoped
    @SuppressWarnings("BanJNDI") // constant names of the local container
    RealityClient client() {
        RealityClientBuilder builder = configuration().builder();
        try {
            InitialContext names = new InitialContext();
            Executor executor = (Executor) names.lookup(EXECUTOR);
            // A managed executor alone passes on the context of the thread that submits: a thread of the HTTP client.
            Executor context = ((ContextService) names.lookup(CONTEXTS)).currentContextExecutor();
            builder.executor(task -> executor.execute(() -> context.execute(task)));
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
