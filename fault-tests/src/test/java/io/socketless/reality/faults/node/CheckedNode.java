package io.socketless.reality.faults.node;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.config.SysPropConfigSource;
import io.socketless.reality.jakarta.answer.HttpAnswers;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import io.socketless.reality.jakarta.node.RealityExtension;
import io.socketless.reality.jakarta.servlet.RealityServlet;
import jakarta.enterprise.inject.spi.Unmanaged;
import jakarta.servlet.http.HttpServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * A node as a plain process. System properties are its settings; {@code faults.address} and {@code faults.port} tell
 * where it listens. It ends in good order when it is told to terminate.
 */
final class CheckedNode {

    private CheckedNode() {}

    public static void main(String[] arguments) throws Exception {
        Transactions.install();
        ConfigProviderResolver.instance()
                .registerConfig(
                        new SmallRyeConfigBuilder()
                                .withSources(new SysPropConfigSource())
                                .build(),
                        Thread.currentThread().getContextClassLoader());
        WeldContainer container = new Weld()
                .disableDiscovery()
                .addExtension(new RealityExtension()) // the services file is read only where classes are discovered
                .addPackages(false, NodeLifecycle.class, HttpAnswers.class)
                .initialize();
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(System.getProperty("faults.address"));
        connector.setPort(Integer.getInteger("faults.port"));
        server.addConnector(connector);
        ServletContextHandler application = new ServletContextHandler("/app");
        add(application, container, RealityServlet.class, "/reality/*");
        add(application, container, ControlServlet.class, "/control/*");
        server.setHandler(application);
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                container.select(NodeLifecycle.class).get().stop(); // who waits is answered while there are connections
                server.stop();
                container.shutdown();
            } catch (Exception failed) {
                failed.printStackTrace();
            }
        }));
        server.join();
    }

    private static void add(
            ServletContextHandler application,
            WeldContainer container,
            Class<? extends HttpServlet> type,
            String path) {
        ServletHolder holder = new ServletHolder(new Unmanaged<>(container.getBeanManager(), type)
                .newInstance()
                .produce()
                .inject()
                .get());
        holder.setAsyncSupported(true);
        holder.setInitOrder(1);
        application.addServlet(holder, path);
    }
}
