package io.socketless.reality.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.socketless.reality.servers.ServerNode;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Speaks to one application on one node, as a browser would. Thread safe. */
final class Client {
    static final String SECRET = "a-secret-of-the-tests";

    private static final Duration TIMEOUT = Duration.ofSeconds(40);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServerNode node;
    private final String root;

    Client(ServerNode node, String application) {
        this.node = node;
        this.root = application.isEmpty() ? "" : "/" + application;
    }

    ServerNode node() {
        return node;
    }

    /** Where the paths of this client begin, seen from the node. */
    String root() {
        return root;
    }

    /** The path begins with a slash, below the root of the application. */
    Answer get(String path, String... headers) {
        return send(request(path, headers).build());
    }

    Answer post(String path, String body, String... headers) {
        return send(postRequest(path, body.getBytes(UTF_8), headers));
    }

    Answer post(String path, byte[] body, String... headers) {
        return send(postRequest(path, body, headers));
    }

    Answer send(String method, String path, String... headers) {
        return send(
                request(path, headers).method(method, BodyPublishers.noBody()).build());
    }

    Answer put(String path, String body) {
        return send(request(path, "Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest postRequest(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = request(path, headers);
        if (!String.join(" ", headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        return request.POST(BodyPublishers.ofByteArray(body)).build();
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(node.uri(root + path)).timeout(TIMEOUT);
        return headers.length == 0 ? request : request.headers(headers);
    }

    private Answer send(HttpRequest request) {
        try {
            return Answer.of(http.send(request, BodyHandlers.ofString(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri() + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Answer sync(Map<String, Long> known) {
        return post("/reality/sync", syncBody(known, Duration.ZERO));
    }

    /** Syncs and lets the server hold the request. */
    CompletableFuture<Answer> syncWaiting(Map<String, Long> known, Duration wait) {
        return postAsync("/reality/sync", syncBody(known, wait));
    }

    CompletableFuture<Answer> postAsync(String path, String body) {
        return http.sendAsync(postRequest(path, body.getBytes(UTF_8)), BodyHandlers.ofString(UTF_8))
                .thenApply(Answer::of);
    }

    static String syncBody(Map<String, Long> known, Duration wait) {
        JsonObjectBuilder versions = Json.createObjectBuilder();
        known.forEach(versions::add);
        return Json.createObjectBuilder()
                .add("known", versions)
                .add("wait", wait.toMillis())
                .build()
                .toString();
    }

    /** What a client that has just fetched its data would hold. */
    long version(String key) {
        return sync(Map.of(key, 0L)).version(key);
    }

    Map<String, Long> versions(Collection<String> keys) {
        return sync(keys.stream().collect(Collectors.toMap(key -> key, key -> 0L)))
                .changes();
    }

    /** Changes a key through the write endpoint, with the secret; returns the new version. */
    long update(String key) {
        Answer answer = post(
                "/reality/update",
                Json.createObjectBuilder()
                        .add("key", key)
                        .add("hash", "h")
                        .build()
                        .toString(),
                "Authorization",
                "Bearer " + SECRET);
        if (answer.status() != 200) {
            throw new AssertionError("update of " + key + ": " + answer);
        }
        return answer.json().getJsonNumber("version").longValueExact();
    }

    /** How many clients wait on the node, as the board application tells. */
    int waiters() {
        return Integer.parseInt(get("/api/waiters").body());
    }

    /** Does something with a key in the board application, and returns what it says. */
    String change(String kind, String key) {
        String parameter = kind.startsWith("annotated") ? "room" : "key";
        Answer answer = post("/api/changes/" + kind + "?" + parameter + "=" + URLEncoder.encode(key, UTF_8), "");
        if (answer.status() != 200) {
            throw new AssertionError(kind + " of " + key + ": " + answer);
        }
        return answer.body();
    }
}
