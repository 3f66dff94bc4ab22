package io.socketless.reality.client.cdi;

import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.Prefetched;
import io.socketless.reality.client.RealityClient;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.io.StringReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The state that a page is rendered from. The page's client starts from it without loading the data again.
 * Request-scoped; pages
 * use it as {@code pageState}.
 *
 * <p>Take versions <em>before</em> reading the data. The page's client then sees a change in between, because it holds
 * the older
 * version. The bean of a page, or a view action, starts with
 *
 * <pre>{@code
 * state.prefetch("chat:room:general");
 * messages = rooms.messages("general");
 * state.put("chat:room:general", messages); // if the page's client needs the data too
 * }</pre>
 *
 * and the page ends with, in Faces,
 *
 * <pre>{@code
 * <script type="application/json" id="reality-state">
 *   <h:outputText value="#{pageState.json('chat:room:general')}" escape="false"/>
 * </script>
 * }</pre>
 *
 * and in JSP <code>${pageState.json('chat:room:general')}</code>. The JSON is escaped: it is safe in a script element
 * for all keys
 * and data.
 */
@Named("pageState")
@RequestScoped
public class PageState {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality.client");
    private static final int MAX_WAIT_SECONDS = 2;

    @Inject
    private RealityClient client;

    private final Map<String, KeyReport> taken = new LinkedHashMap<>();
    private final Map<String, JsonValue> data = new LinkedHashMap<>();

    /** For CDI. */
    @SuppressWarnings("NullAway.Init")
    public PageState() {}

    /**
     * Takes the current versions of keys. A key that this request already took keeps its version. If no server responds
     * within two
     * seconds, the page is rendered without versions and its client loads the data again.
     */
    public void prefetch(String... keys) {
        Set<String> missing = new LinkedHashSet<>(Arrays.asList(keys));
        missing.removeAll(taken.keySet());
        if (missing.isEmpty()) {
            return;
        }
        try {
            Prefetched prefetched =
                    client.prefetch(missing).toCompletableFuture().get(MAX_WAIT_SECONDS, TimeUnit.SECONDS);
            taken.putAll(prefetched.reports());
        } catch (ExecutionException | TimeoutException unknown) {
            LOGGER.log(
                    Level.WARNING,
                    "Could not take versions; the page is rendered without those of " + missing,
                    unknown);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Like {@link #prefetch}, for one key in an expression. Returns an empty string. */
    public String taken(String key) {
        prefetch(key);
        return "";
    }

    /** Adds the data of a key, which JSON-B binds. Read it after {@link #prefetch}. */
    public void put(String key, Object value) {
        data.put(key, bound(value));
    }

    /**
     * The state of these keys, or of all keys of this request: version, hash, source, and data if {@linkplain #put
     * added}. The
     * browser client's {@code deserializeRealityState} reads it. A key without a version is left out and the page's
     * client loads
     * it: taking the version now, after the data was read, could hide a change.
     */
    public String json(String... keys) {
        Set<String> wanted = keys.length == 0 ? taken.keySet() : new LinkedHashSet<>(List.of(keys));
        JsonObjectBuilder known = Json.createObjectBuilder();
        for (String key : wanted) {
            KeyReport report = taken.get(key);
            if (report != null) {
                known.add(key, json(report));
            }
        }
        return inScript(Json.createObjectBuilder().add("keys", known).build().toString());
    }

    private JsonObjectBuilder json(KeyReport report) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("version", report.version())
                .add("hash", report.hash())
                .add("source", report.source())
                .add("at", System.currentTimeMillis());
        JsonValue value = data.get(report.key());
        return value == null ? json : json.add("data", value);
    }

    /** Escapes characters that are special in HTML or end a JavaScript line; they only occur in strings. */
    static String inScript(String json) {
        StringBuilder safe = new StringBuilder(json.length() + 16);
        for (int i = 0; i < json.length(); i++) {
            char character = json.charAt(i);
            switch (character) {
                case '<', '>', '&', '\'', '\u2028', '\u2029' ->
                    safe.append("\\u").append(String.format("%04x", (int) character));
                default -> safe.append(character);
            }
        }
        return safe.toString();
    }

    private static JsonValue bound(Object value) {
        if (value instanceof JsonValue json) {
            return json;
        }
        try (JsonReader reader = Json.createReader(new StringReader(Binding.JSONB.toJson(value)))) {
            return reader.readValue();
        }
    }

    private static final class Binding {
        static final Jsonb JSONB = JsonbBuilder.create();
    }
}
