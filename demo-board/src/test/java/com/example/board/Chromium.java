package com.example.board;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A page in a real browser, driven by the browser's own DevTools protocol: the JDK has all that this needs. */
final class Chromium implements AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();

    private Chromium(Process process, Path profile) {
        this.process = process;
        this.profile = profile;
        this.socket = HTTP.newWebSocketBuilder()
                .buildAsync(debuggerOfPage(profile.resolve("DevToolsActivePort")), new Answers())
                .join();
    }

    /** The browser of this machine: what the environment variable CHROMIUM names, or the first found on the path. */
    static Optional<Path> executable() {
        Stream<Path> named = Stream.ofNullable(System.getenv("CHROMIUM")).map(Path::of);
        Stream<Path> found = Stream.of("chromium", "chromium-browser", "google-chrome")
                .flatMap(name -> Stream.of(System.getenv("PATH").split(":"))
                        .map(folder -> Path.of(folder).resolve(name)));
        return Stream.concat(named, found).filter(Files::isExecutable).findFirst();
    }

    static Chromium open(URI page) throws IOException {
        Path profile = Files.createTempDirectory("board-chromium");
        Process process = new ProcessBuilder(
                        executable().orElseThrow().toString(),
                        "--headless=new",
                        "--no-sandbox", // root has none
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Chromium browser = new Chromium(process, profile);
        browser.send("Page.navigate", Json.createObjectBuilder().add("url", page.toString()));
        return browser;
    }

    /** The value of a JavaScript expression on the page, as text. */
    String evaluate(String expression) {
        JsonObject result = send(
                "Runtime.evaluate",
                Json.createObjectBuilder()
                        .add("expression", "String(" + expression + ")")
                        .add("awaitPromise", true)
                        .add("returnByValue", true));
        if (result.containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
        }
        return result.getJsonObject("result").getString("value");
    }

    @Override
    public void close() throws IOException {
        socket.abort();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
        Awaitility.await().ignoreExceptions().until(() -> {
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
            return !Files.exists(profile);
        });
    }

    private JsonObject send(String method, JsonObjectBuilder parameters) {
        int id = ids.incrementAndGet();
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        answers.put(id, answer);
        JsonObject message = Json.createObjectBuilder()
                .add("id", id)
                .add("method", method)
                .add("params", parameters)
                .build();
        socket.sendText(message.toString(), true);
        return answer.orTimeout(20, TimeUnit.SECONDS).join().getJsonObject("result");
    }

    private static URI debuggerOfPage(Path activePort) {
        String list = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .until(() -> targets(activePort), targets -> page(targets).isPresent());
        return page(list).orElseThrow();
    }

    private static String targets(Path activePort) throws IOException, InterruptedException {
        String port = Files.readAllLines(activePort).get(0);
        URI list = URI.create("http://127.0.0.1:" + port + "/json/list");
        return HTTP.send(HttpRequest.newBuilder(list).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Optional<URI> page(String list) {
        JsonArray targets = Json.createReader(new StringReader(list)).readArray();
        return targets.stream()
                .map(JsonValue::asJsonObject)
                .filter(target -> target.getString("type").equals("page"))
                .map(target -> URI.create(target.getString("webSocketDebuggerUrl")))
                .findFirst();
    }

    /** Hands each answer to whoever waits for it; events are of no interest. */
    private final class Answers implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
            message.append(part);
            if (last) {
                JsonObject answer =
                        Json.createReader(new StringReader(message.toString())).readObject();
                message.setLength(0);
                if (answer.containsKey("id")) {
                    answers.remove(answer.getInt("id")).complete(answer);
                }
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }
    }
}
