package io.socketless.reality.client.compat;

import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.RealityClientBuilder;
import io.socketless.reality.protocol.Mode;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.sse.SseEventSource;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Configures a {@link RealityEventSource}. Not thread-safe. */
public final class RealityEventSourceBuilder extends SseEventSource.Builder {

    private static final String EVENTS = "/reality/events";

    private final URI target;
    private @Nullable String server;
    private final Set<String> keys = new LinkedHashSet<>();
    private @Nullable RealityClient client;
    private @Nullable Function<KeyReport, ? extends CompletionStage<String>> payload;
    private Duration delay = Duration.ofMillis(500);
    private UnaryOperator<RealityClientBuilder> configuration = UnaryOperator.identity();

    RealityEventSourceBuilder(URI target) {
        this.target = target;
    }

    /** Not supported: the client does not use the credentials and filters of a {@code WebTarget}. */
    @Override
    protected RealityEventSourceBuilder target(WebTarget target) {
        throw new UnsupportedOperationException("Call RealityEventSource.target(URI) instead");
    }

    /** The first pause after a failure; it doubles up to 30 s. Default: 500 ms. */
    @Override
    public RealityEventSourceBuilder reconnectingEvery(long delay, TimeUnit unit) {
        if (delay <= 0) {
            throw new IllegalArgumentException("A delay must be positive, not " + delay);
        }
        this.delay = Duration.of(delay, unit.toChronoUnit());
        return this;
    }

    /** Keys to follow, in addition to those in the query of the target. */
    public RealityEventSourceBuilder keys(String... keys) {
        this.keys.addAll(Arrays.asList(keys));
        return this;
    }

    /** The web application that contains Reality, if the target is not its {@code /events}. */
    public RealityEventSourceBuilder server(String url) {
        this.server = url;
        return this;
    }

    /** Fetches the data of an event, as JSON text, if the server provides none inline. */
    public RealityEventSourceBuilder payload(Function<KeyReport, ? extends CompletionStage<String>> payload) {
        this.payload = payload;
        return this;
    }

    /** Uses a shared client, which stays open when the source is closed. */
    public RealityEventSourceBuilder client(RealityClient client) {
        this.client = client;
        return this;
    }

    /** Configures the dedicated client before it is built: headers, further servers, time-outs. */
    public RealityEventSourceBuilder configure(UnaryOperator<RealityClientBuilder> configuration) {
        this.configuration = configuration;
        return this;
    }

    /**
     * The source, not yet open.
     *
     * @throws IllegalStateException if there are no keys, or no server
     */
    @Override
    public RealityEventSource build() {
        Set<String> all = new LinkedHashSet<>(keys);
        all.addAll(keysOf(target));
        if (all.isEmpty()) {
            throw new IllegalStateException("No keys: add them to the query of the target, or call keys()");
        }
        return client != null
                ? new RealityEventSource(client, false, all, payload)
                : new RealityEventSource(ownClient(), true, all, payload);
    }

    private RealityClient ownClient() {
        Duration longest = delay.compareTo(Duration.ofSeconds(30)) > 0 ? delay : Duration.ofSeconds(30);
        return configuration
                .apply(RealityClient.builder()
                        .servers(serverOf(target))
                        .mode(Mode.SSE_COMPAT)
                        .backoff(delay, longest))
                .build();
    }

    private String serverOf(URI target) {
        if (server != null) {
            return server;
        }
        if (!target.getPath().endsWith(EVENTS)) {
            throw new IllegalStateException("No server: the target does not end with " + EVENTS
                    + "; call server() with the application that contains Reality");
        }
        String text = target.toString();
        int query = text.indexOf('?');
        String path = query < 0 ? text : text.substring(0, query);
        return path.substring(0, path.length() - EVENTS.length());
    }

    private static List<String> keysOf(URI target) {
        if (target.getRawQuery() == null || !target.getPath().endsWith(EVENTS)) {
            return List.of();
        }
        return Arrays.stream(target.getRawQuery().split("&", -1))
                .filter(parameter -> parameter.startsWith("key="))
                .map(parameter -> URLDecoder.decode(parameter.substring(4), StandardCharsets.UTF_8))
                .toList();
    }
}
