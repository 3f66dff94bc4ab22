package io.socketless.reality.client.cdi;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.socketless.reality.KeyState;
import io.socketless.reality.PayloadProvider;
import io.socketless.reality.jakarta.answer.Answers;
import io.socketless.reality.jakarta.local.EmbeddedNode;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import io.socketless.reality.jakarta.node.RealityExtension;
import io.socketless.reality.jakarta.servlet.RealityServlet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.Unmanaged;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/** An application with the jars of the node and of the client: CDI, a configuration, and the endpoints over HTTP. */
final class ApplicationUnderTest implements AutoCloseable {
    static final String SECRET = "correct horse";

    private final SmallRyeConfig config;
    private final WeldContainer container;
    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty);

    private ApplicationUnderTest(SmallRyeConfig config, boolean withNode, Class<?>... beans) throws Exception {
        this.config = config;
        Weld weld = new Weld()
                .disableDiscovery()
                .addExtension(new ClientExtension())
                .addBeanClasses(ClientProducer.class, PageState.class)
                .addBeanClasses(beans);
        if (withNode) {
            weld.addExtension(new RealityExtension())
                    .addPackages(false, NodeLifecycle.class, Answers.class)
                    .addBeanClasses(EmbeddedNode.class, Payloads.class);
        }
        container = weld.initialize();
        if (withNode) {
            serve();
        }
    }

    private void serve() throws Exception {
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/app");
        ServletHolder servlet = new ServletHolder(new Unmanaged<>(container.getBeanManager(), RealityServlet.class)
                .newInstance()
                .produce()
                .inject()
                .get());
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, "/reality/*");
        jetty.setHandler(context);
        jetty.start();
    }

    static ApplicationUnderTest start(Map<String, String> settings, boolean withNode, Class<?>... beans)
            throws Exception {
        Map<String, String> all = new HashMap<>(Map.of(
                "reality.server.id", "node-1",
                "reality.store", "memory",
                "reality.write.secret", SECRET,
                "reality.payload.public", "true"));
        all.putAll(settings);
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build();
        ConfigProviderResolver.instance()
                .registerConfig(config, Thread.currentThread().getContextClassLoader());
        try {
            return new ApplicationUnderTest(config, withNode, beans);
        } catch (Exception failed) {
            ConfigProviderResolver.instance().releaseConfig(config);
            throw failed;
        }
    }

    String url() {
        return "http://127.0.0.1:" + connector.getLocalPort() + "/app";
    }

    <T> T get(Class<T> type) {
        return container.select(type).get();
    }

    WeldContainer container() {
        return container;
    }

    @Override
    public void close() throws Exception {
        try {
            jetty.stop();
        } finally {
            container.shutdown();
            ConfigProviderResolver.instance().releaseConfig(config);
        }
    }

    /** Inline data for some keys. */
    @ApplicationScoped
    static class Payloads implements PayloadProvider {

        @Override
        public Optional<?> payload(KeyState node) {
            return node.key().startsWith("payload:") ? Optional.of(Map.of("of", node.key())) : Optional.empty();
        }
    }
}
