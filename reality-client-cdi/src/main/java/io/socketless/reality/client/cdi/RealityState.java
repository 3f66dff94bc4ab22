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
 * What a page is rendered from, for the page's own client, which goes on from there without a second load. A bean of the
 * request, in pages {@code realityState}.
 *
 * <p>Versions must be taken <em>before</em> the data is read: a change in between is then seen by the page's client, which
 * knows the older version. So the bean of a page, or a view action, begins with
 *
 * <pre>{@code
 * state.prefetch("chat:room:general");
 * messages = rooms.messages("general");
 * state.put("chat:room:general", messages); // if the page's client is to have the data too
 * }</pre>
 *
 * and the page ends with, in Faces,
 *
 * <pre>{@code
 * <script type="application/json" id="reality-state">
 *   <h:outputText value="#{realityState.json('chat:room:general')}" escape="false"/>
 * </script>
 * }</pre>
 *
 * and in JSP <code>${realityState.json('chat:room:general')}</code>. The text is JSON in which nothing can end the element: it is
 * safe in a script element whatever keys and data hold.
 */
@Named("realityState")
@RequestScoped
public class RealityState {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality.client");
    private static final int PATIENCE_SECONDS = 2;

    @Inject
    private RealityClient client;

    private final Map<String, KeyReport> taken = new LinkedHashMap<>();
    private final Map<String, JsonValue> data = new LinkedHashMap<>();

    /** For CDI. */
    @SuppressWarnings("NullAway.Init")
    public RealityState() {}

    /**
     * Takes the versions of keys now. A key that was taken in this request already keeps its version. If the versions cannot be
     * had within two seconds the page is rendered without them, and its client loads the data once more.
     */
    public void prefetch(String... keys) {
        Set<String> missing = new LinkedHashSet<>(Arrays.asList(keys));
        missing.removeAll(taken.keySet());
        if (missing.isEmpty()) {
            return;
        }
        try {
            Prefetched prefetched =
                    client.prefetch(missing).toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            taken.putAll(prefetched.nodes());
        } catch (ExecutionException | TimeoutException unknown) {
            LOGGER.log(Level.WARNING, "A page is rendered without the versions of " + missing, unknown);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same for a single key, for expressions. Returns nothing that shows. */
    public String taken(String key) {
        prefetch(key);
        return "";
    }

    /** Adds the data of a key, as JSON-B binds it. It must have been read after {@link #prefetch}. */
    public void put(String key, Object value) {
        data.put(key, bound(value));
    }

    /**
     * What is known of these keys, or of all that this request has: for each its version, hash and source, and its data if it was
     * {@linkplain #put added}, in the form that {@code deserializeRealityState} of the browser client reads. A key whose version was
     * not taken before is left out, so that the page's client loads it: taking it now, after the data was read, could hide a change.
     */
    public String json(String... keys) {
        Set<String> wanted = keys.length == 0 ? taken.keySet() : new LinkedHashSet<>(List.of(keys));
        JsonObjectBuilder known = Json.createObjectBuilder();
        for (String key : wanted) {
            KeyReport node = taken.get(key);
            if (node != null) {
                known.add(key, json(node));
            }
        }
        return inScript(Json.createObjectBuilder().add("keys", known).build().toString());
    }

    private JsonObjectBuilder json(KeyReport node) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("version", node.version())
                .add("hash", node.hash())
                .add("source", node.source())
                .add("at", System.currentTimeMillis());
        JsonValue value = data.get(node.key());
        return value == null ? json : json.add("data", value);
    }

    /** The same JSON without the characters that mean something to HTML or end a line of JavaScript; they only occur in strings. */
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
