package io.socketless.reality.jakarta.door;

import io.socketless.reality.jakarta.Application;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;

/** An application and one of its doors for HTTP, on a port of the loopback interface. */
public final class Server implements AutoCloseable {

    public static final String SECRET = "correct horse";

    /** Enough for a query of more keys than allowed, which this server would refuse by itself. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    public final Application application;
    private final String path;
    private final org.eclipse.jetty.server.Server jetty = new org.eclipse.jetty.server.Server();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ServerConnector connector;

    private Server(Door door, Application application) throws Exception {
        this.application = application;
        path = "/app" + door.base();
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(MAX_HEADER_BYTES);
        connector = new ServerConnector(jetty, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        jetty.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/app");
        ServletHolder servlet = new ServletHolder(door.servlet().apply(application));
        servlet.setAsyncSupported(true);
        context.addServlet(servlet, door.path() + "/*");
        jetty.setHandler(context);
        jetty.start();
    }

    /** Starts an application behind the servlet. */
    public static Server start(Map<String, String> settings, Class<?>... classes) throws Exception {
        return start(Door.SERVLET, settings, classes);
    }

    /** Starts an application behind a door. */
    public static Server start(Door door, Map<String, String> settings, Class<?>... classes) throws Exception {
        Application application = Application.start(settings, classes);
        try {
            return new Server(door, application);
        } catch (Exception failed) {
            application.close();
            throw failed;
        }
    }

    public static Server start(Class<?>... classes) throws Exception {
        return start(Map.of("reality.write.secret", SECRET), classes);
    }

    /** The path of the endpoints. */
    public String path() {
        return path;
    }

    public int port() {
        return connector.getLocalPort();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + this.path + path));
    }

    public HttpRequest.Builder json(String path, String body) {
        return json(path, body.getBytes(StandardCharsets.UTF_8));
    }

    public HttpRequest.Builder json(String path, byte[] body) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofByteArray(body));
    }

    public HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    public HttpResponse<String> post(String path, String body) throws Exception {
        return send(json(path, body));
    }

    /** A write with the secret. */
    public HttpResponse<String> write(String path, String body) throws Exception {
        return send(json(path, body).header("Authorization", "Bearer " + SECRET));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    /** A connection for what no well-behaved client sends. */
    public Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port());
    }

    public static JsonObject parse(HttpResponse<String> answer) {
        return parse(answer.body());
    }

    public static JsonObject parse(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
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
