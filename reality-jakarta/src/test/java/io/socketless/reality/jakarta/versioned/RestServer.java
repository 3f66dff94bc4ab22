package io.socketless.reality.jakarta.versioned;

import io.socketless.reality.Reality;
import io.socketless.reality.jakarta.Application;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/**
 * An application with JAX-RS resources, on a port of the loopback interface. Nothing of Reality is registered in it.
 */
final class RestServer implements AutoCloseable {

    private final Application application;
    private final Server jetty = new Server();
    private final ServerConnector connector = new ServerConnector(jetty);
    private final HttpClient client = HttpClient.newHttpClient();

    private RestServer(Application application, Class<?>... resources) throws Exception {
        this.application = application;
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/app");
        ServletHolder servlet = new ServletHolder(new ServletContainer(new ResourceConfig(resources)));
        servlet.setAsyncSupported(true);
        servlet.setInitOrder(1);
        context.addServlet(servlet, "/api/*");
        jetty.setHandler(context);
        jetty.start();
    }

    /** @param resources of the JAX-RS application; {@code beans} are those of CDI */
    static RestServer start(Set<Class<?>> beans, Class<?>... resources) throws Exception {
        Application application = Application.start(Map.of(), beans.toArray(Class<?>[]::new));
        try {
            return new RestServer(application, resources);
        } catch (Exception failed) {
            application.close();
            throw failed;
        }
    }

    /** Moves the version of a key, and returns it. */
    long change(String key) {
        return application.get(Reality.class).now().invalidate(key).version();
    }

    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    HttpResponse<String> send(String method, String path, String... headers) {
        return sendAsync(method, path, headers).join();
    }

    CompletableFuture<HttpResponse<String>> sendAsync(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/app/api" + path))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() throws Exception {
        try {
            jetty.stop();
        } finally {
            application.close();
        }
    }
}
