package io.socketless.reality.client;

import io.socketless.reality.protocol.Mode;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Configures a client; see {@link RealityClient#builder()}. Only servers are required, and not even these in an
 * application that
 * contains a Reality node.
 *
 * <pre>{@code
 * RealityClient.builder()
 *         .servers("https://a.example.com/chat", "https://b.example.com/chat")
 *         .authorization(() -> "Bearer " + tokens.current())
 *         .timeout(Duration.ofSeconds(5))
 *         .build();
 * }</pre>
 *
 * Not thread-safe. Methods throw {@link IllegalArgumentException} for invalid values. Applications do not implement
 * this
 * interface.
 */
public interface RealityClientBuilder {

    /**
     * The web applications that contain Reality: {@code https://a.example.com/chat} for {@code .../chat/reality/sync}.
     * Servers
     * given here take precedence over a node in this application, except in {@link ExecutionMode#SSR_EMBEDDED}.
     */
    RealityClientBuilder servers(String... urls);

    /** Like {@link #servers(String...)}. */
    RealityClientBuilder servers(Collection<URI> urls);

    /**
     * How followed keys are kept up to date. {@code NATIVE}, the default: with a held request. {@code SSE_COMPAT}: the
     * same, for
     * {@link io.socketless.reality.client.compat.RealityEventSource}. {@code POLLING_COMPAT}: with a request every
     * {@link
     * #interval}. Servers receive the mode with each request.
     */
    RealityClientBuilder mode(Mode mode);

    /** How the client reaches Reality. Default: {@link ExecutionMode#AUTO}. */
    RealityClientBuilder executionMode(ExecutionMode executionMode);

    /** The HTTP client, for a proxy, certificates and the like. Default: a dedicated one. */
    RealityClientBuilder httpClient(HttpClient http);

    /** Identifies this client in the logs and metrics of servers. Default: random. */
    RealityClientBuilder clientId(UUID clientId);

    /**
     * Versions of data that the program already holds. {@link RealityClient#sync} and subscriptions to versions start
     * from them. A
     * subscription to data has none yet, and fetches.
     */
    RealityClientBuilder initialKnown(Map<String, Long> versions);

    /** Maximum time for a response, in addition to {@link #maxWait}, and for a fetch. Default: 10 s. */
    RealityClientBuilder timeout(Duration timeout);

    /** Maximum rounds over all servers after the first, for a sync or a write. Default: 3. Following never gives up. */
    RealityClientBuilder retries(int retries);

    /**
     * The first pause after a failure and the longest; each pause doubles. Default: 200 ms, 30 s. Half of it is random.
     */
    RealityClientBuilder backoff(Duration first, Duration longest);

    /** How long a failed server is avoided; doubles with each consecutive failure, up to 16 times. Default: 5 s. */
    RealityClientBuilder avoidFor(Duration time);

    /** How long a server can hold a request. Default: 25 s. Servers have their own limit. */
    RealityClientBuilder maxWait(Duration maxWait);

    /** The pause between requests that servers do not hold, as in the mode {@code POLLING_COMPAT}. Default: 5 s. */
    RealityClientBuilder interval(Duration interval);

    /**
     * Whether subscriptions are followed unless their options say otherwise. Default: true, except in {@link
     * ExecutionMode#SSR_EMBEDDED} and {@link ExecutionMode#SERVER_EXTERNAL}.
     */
    RealityClientBuilder live(boolean live);

    /** Runs fetchers and listeners. Default: virtual threads where the JDK has them, otherwise up to eight threads. */
    RealityClientBuilder executor(Executor executor);

    /**
     * A header of every request. Headers that {@code java.net.http} sets itself, such as {@code Host}, are rejected.
     */
    RealityClientBuilder header(String name, String value);

    /** Headers that can differ between requests. The supplier runs on the client's executor for each request. */
    RealityClientBuilder headers(Supplier<Map<String, String>> headers);

    /** The header {@code Authorization}, which can differ between requests, for example {@code Bearer} and a token. */
    RealityClientBuilder authorization(Supplier<String> authorization);

    /**
     * Builds the client. It sends nothing before the first subscription.
     *
     * @throws IllegalStateException if there is neither a server nor a node in this application, or no node in {@link
     *     ExecutionMode#SSR_EMBEDDED}
     */
    RealityClient build();
}
