package io.socketless.reality.protocol;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Builds a finite body of server-sent events with one {@code update} event for each changed key. The server then ends
 * the response, and the browser reconnects. Not thread-safe.
 */
public final class EventStream {

    public static final String MEDIA_TYPE = "text/event-stream";

    private final StringBuilder text = new StringBuilder(256);
    private final Map<String, Long> seen;
    private boolean silent = true;

    /**
     * @param retryMillis time until the browser reconnects
     * @param seen every key of the URL, in the order of the URL, and its version that the client has seen; see {@link
     *     EventId}
     */
    public EventStream(long retryMillis, Map<String, Long> seen) {
        this.seen = new LinkedHashMap<>(seen);
        text.append("retry: ").append(retryMillis).append("\n\n");
    }

    /** Adds the event of a changed key, with its payload as data where it has one, else with key and version. */
    public EventStream update(String key, ChangedKey changed) {
        JsonBytes data = new JsonBytes();
        changed.payload().ifPresentOrElse(data::value, () -> data.open('{')
                .member("key")
                .string(key)
                .member("version")
                .number(changed.version())
                .close('}'));
        return update(key, changed.version(), new String(data.toByteArray(), StandardCharsets.UTF_8));
    }

    /**
     * Adds the event of a changed key.
     *
     * @param data the payload as JSON text; it can have several lines
     * @throws IllegalArgumentException if the URL does not name the key
     */
    public EventStream update(String key, long version, String data) {
        if (seen.replace(key, version) == null) {
            throw new IllegalArgumentException("Not a key of this stream");
        }
        silent = false;
        text.append("id: ").append(EventId.of(seen)).append("\nevent: update\n");
        data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        text.append('\n');
        return this;
    }

    /** The body: the events that were added, or a comment if there are none. */
    public byte[] toByteArray() {
        String body = silent ? text + ": nothing changed\n\n" : text.toString();
        return body.getBytes(StandardCharsets.UTF_8);
    }
}
