package io.socketless.reality.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.socketless.reality.servers.ServerNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A client of an event stream that counts the bytes which it has been sent. Closing it leaves the server without a
 * word.
 */
final class EventSource implements AutoCloseable {
    private final InputStream body;
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();

    private EventSource(InputStream body) {
        this.body = body;
        Thread reader = new Thread(this::read, "event-source");
        reader.setDaemon(true);
        reader.start();
    }

    static EventSource open(ServerNode node, String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(node.uri(path))
                                .version(HttpClient.Version.HTTP_1_1)
                                .build(),
                        BodyHandlers.ofInputStream());
        if (response.statusCode() != 200
                || !response.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
            throw new AssertionError("No event stream: " + response);
        }
        return new EventSource(response.body());
    }

    private void read() {
        byte[] buffer = new byte[8192];
        StringBuilder text = new StringBuilder();
        try {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                text.append(new String(buffer, 0, count, UTF_8)); // the prices are ASCII
                bytes.addAndGet(count);
                for (int end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
                    if (end > 0) { // some servers begin with an empty line
                        events.add(text.substring(0, end));
                    }
                    text.delete(0, end + 2);
                }
            }
        } catch (IOException closed) {
            // by this test
        }
    }

    /** The data of the next event, whose name has to be {@code stocks}. */
    String next() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        if (event == null || !event.startsWith("event: stocks\ndata: ")) {
            throw new AssertionError("Not an event of the kind that is expected: " + event);
        }
        return event.substring("event: stocks\ndata: ".length());
    }

    /** Of the body, so far. */
    long bytes() {
        return bytes.get();
    }

    @Override
    public void close() throws IOException {
        body.close();
    }
}
