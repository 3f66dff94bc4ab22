package io.socketless.reality.client;

import io.socketless.reality.protocol.Mode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a client needs to know; made by {@link RealityClient#builder()}. Only servers have to be given, and not even these where
 * there is a node in the application.
 *
 * <pre>{@code
 * RealityClient.builder()
 *         .servers("https://a.example.com/chat", "https://b.example.com/chat")
 *         .authorization(() -> "Bearer " + tokens.current())
 *         .timeout(Duration.ofSeconds(5))
 *         .build();
 * }</pre>
 *
 * Not for use by several threads at once. Methods throw {@link IllegalArgumentException} for values that cannot be used.
 */
public final class RealityClientBuilder {

    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofDays(366);

    private final List<URI> servers = new ArrayList<>();
    private final Map<String, String> fixedHeaders = new LinkedHashMap<>();
    private final Map<String, Long> initialKnown = new LinkedHashMap<>();
    private @Nullable Supplier<Map<String, String>> headers;
    private @Nullable Supplier<String> authorization;
    private @Nullable Transport transport;
    private @Nullable HttpClient http;
    private @Nullable Executor executor;
    private ExecutionMode executionMode = ExecutionMode.AUTO;
    private Mode mode = Mode.NATIVE;
    private UUID clientId = UUID.randomUUID();
    private Duration timeout = Duration.ofSeconds(10);
    private int retries = 3;
    private Duration firstPause = Duration.ofMillis(200);
    private Duration longestPause = Duration.ofSeconds(30);
    private Duration avoidFor = Duration.ofSeconds(5);
    private Duration hold = Duration.ofSeconds(25);
    private Duration interval = Duration.ofSeconds(5);
    private @Nullable Boolean live;

    RealityClientBuilder() {}

    /** The web applications that contain Reality: {@code https://a.example.com/chat} for {@code .../chat/reality/sync}. */
    public RealityClientBuilder servers(String... urls) {
        return servers(Arrays.stream(urls).map(URI::create).toList());
    }

    /** The same as addresses. */
    public RealityClientBuilder servers(Collection<URI> urls) {
        for (URI url : urls) {
            require(
                    ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                            && url.getHost() != null
                            && url.getQuery() == null
                            && url.getFragment() == null,
                    "A server must be an http or https address without a query, not " + url);
            servers.add(url);
        }
        return this;
    }

    /**
     * How keys that are followed are kept up to date: {@code NATIVE}, the default, by a request that a server holds; {@code
     * SSE_COMPAT} the same, in the name of {@link io.socketless.reality.client.compat.RealityEventSource}; {@code POLLING_COMPAT} by
     * a request every {@link #interval}. Servers are told.
     */
    public RealityClientBuilder mode(Mode mode) {
        this.mode = mode;
        return this;
    }

    /** How the client reaches Reality; {@link ExecutionMode#AUTO} by default. */
    public RealityClientBuilder executionMode(ExecutionMode executionMode) {
        this.executionMode = executionMode;
        return this;
    }

    /** A way of your own to a server, in place of HTTP and of the node in this application. The client closes it. */
    public RealityClientBuilder transport(Transport transport) {
        this.transport = transport;
        return this;
    }

    /** The HTTP client to use, for its proxy, certificates and the like; one of its own by default. */
    public RealityClientBuilder httpClient(HttpClient http) {
        this.http = http;
        return this;
    }

    /** Tells this client apart in the logs and figures of servers; random by default. */
    public RealityClientBuilder clientId(UUID clientId) {
        this.clientId = clientId;
        return this;
    }

    /**
     * Versions of data that the program holds already. They are what {@link RealityClient#sync}, {@link RealityClient#awaitChange}
     * and subscriptions to versions begin with; a subscription to data has none yet, and fetches.
     */
    public RealityClientBuilder initialKnown(Map<String, Long> versions) {
        versions.forEach((key, version) -> {
            LiveClient.checked(key);
            require(version >= 0, "A version must not be negative: " + version);
        });
        initialKnown.putAll(versions);
        return this;
    }

    /** How long to wait for an answer, beyond the time for which a server may hold it, and for a fetcher. 10 seconds by default. */
    public RealityClientBuilder timeout(Duration timeout) {
        this.timeout = positive(timeout, "A time-out");
        return this;
    }

    /**
     * How often a request that somebody waits for is repeated after every server has been tried; 3 by default. Following goes on
     * without end.
     */
    public RealityClientBuilder retries(int retries) {
        require(retries >= 0, "Retries must not be negative: " + retries);
        this.retries = retries;
        return this;
    }

    /** The pause after a first failure, doubled with each one that follows; 200 ms, up to 30 s, by default. Half of it is random. */
    public RealityClientBuilder backoff(Duration first, Duration longest) {
        this.firstPause = positive(first, "A pause");
        this.longestPause = positive(longest, "A pause");
        require(first.compareTo(longest) <= 0, "The first pause is longer than the longest");
        return this;
    }

    /** How long a server that failed is avoided, doubled up to 16 times with each failure that follows; 5 s by default. */
    public RealityClientBuilder avoidFor(Duration time) {
        this.avoidFor = positive(time, "The time to avoid a server");
        return this;
    }

    /** How long a server may hold a request; 25 s by default. Servers have a limit of their own. */
    public RealityClientBuilder waitAtMost(Duration wait) {
        this.hold = positive(wait, "The time of a held request");
        return this;
    }

    /** The pause between two requests where servers hold none: in the mode {@code POLLING_COMPAT}; 5 s by default. */
    public RealityClientBuilder interval(Duration interval) {
        this.interval = positive(interval, "An interval");
        return this;
    }

    /** Whether subscriptions that do not say are followed; by default they are, unless the execution mode is one for pages. */
    public RealityClientBuilder live(boolean live) {
        this.live = live;
        return this;
    }

    /** Where fetchers and listeners run; virtual threads where the JDK has them, else a few threads, by default. */
    public RealityClientBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    /** A header field of every request; one that {@code java.net.http} sets itself, such as {@code Host}, is refused. */
    public RealityClientBuilder header(String name, String value) {
        HttpRequest.newBuilder().setHeader(name, value); // throws if it cannot be one
        fixedHeaders.put(name, value);
        return this;
    }

    /** Header fields that may differ from request to request; asked for each, on the client's executor. */
    public RealityClientBuilder headers(Supplier<Map<String, String>> headers) {
        this.headers = headers;
        return this;
    }

    /** The field {@code Authorization}, which may differ from request to request, such as {@code Bearer} and a token. */
    public RealityClientBuilder authorization(Supplier<String> authorization) {
        this.authorization = authorization;
        return this;
    }

    /**
     * The client, ready for use. Nothing is sent before the first subscription.
     *
     * @throws IllegalStateException if there is no server, or, in {@link ExecutionMode#SSR_EMBEDDED}, no node in this application
     */
    public RealityClient build() {
        boolean ownExecutor = executor == null;
        Executor tasks = executor == null ? Threads.tasks() : executor;
        List<Transport> transports = transports();
        return new LiveClient(
                transports,
                settings(new SplittableRandom()),
                initialKnown,
                new ThreadTimer(),
                tasks,
                ownExecutor ? () -> Threads.end(tasks) : () -> {});
    }

    /** With time and threads of a test. */
    LiveClient build(List<Transport> transports, Timer timer, Executor executor, long seed) {
        return new LiveClient(
                transports, settings(new SplittableRandom(seed)), initialKnown, timer, executor, () -> {});
    }

    private ClientSettings settings(SplittableRandom random) {
        return new ClientSettings(
                mode,
                live == null ? executionMode.follows() : live,
                clientId,
                timeout,
                retries,
                new Backoff(firstPause, longestPause, random),
                avoidFor,
                hold,
                interval);
    }

    private List<Transport> transports() {
        if (transport != null) {
            return List.of(transport);
        }
        Optional<Transport> node = executionMode.looksForNode() ? locate() : Optional.empty();
        if (node.isPresent()) {
            return List.of(node.get());
        }
        if (executionMode == ExecutionMode.SSR_EMBEDDED) {
            throw new IllegalStateException("There is no node of Reality in this application");
        }
        if (servers.isEmpty()) {
            throw new IllegalStateException("A client needs at least one server");
        }
        HttpClient shared = http != null
                ? http
                : HttpClient.newBuilder()
                        .connectTimeout(shorter(timeout, CONNECTING))
                        .build();
        Supplier<Map<String, String>> fields = allHeaders(Map.copyOf(fixedHeaders), headers, authorization);
        return servers.stream()
                .distinct()
                .<Transport>map(url -> new HttpTransport(url, shared, fields))
                .toList();
    }

    private static Optional<Transport> locate() {
        return ServiceLoader.load(NodeLocator.class, RealityClient.class.getClassLoader()).stream()
                .flatMap(provider -> provider.get().locate().stream())
                .findFirst();
    }

    private static Supplier<Map<String, String>> allHeaders(
            Map<String, String> fixed,
            @Nullable Supplier<Map<String, String>> varying,
            @Nullable Supplier<String> authorization) {
        return () -> {
            Map<String, String> all = new LinkedHashMap<>(fixed);
            if (varying != null) {
                all.putAll(varying.get());
            }
            if (authorization != null) {
                all.put("Authorization", authorization.get());
            }
            return all;
        };
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    static Duration positive(Duration time, String what) {
        require(!time.isZero() && !time.isNegative(), what + " must be longer than " + time);
        require(time.compareTo(LONGEST) <= 0, what + " must be a year at most, not " + time);
        return time;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
