package io.socketless.reality.client.internal;

import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.RealityClientBuilder;
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
 * Builds clients: the only class of this package that the public API instantiates, with a {@link ServiceLoader}. The
 * API
 * therefore does not depend on this package.
 */
public final class ClientBuilder implements RealityClientBuilder {

    private static final Duration MAX_CONNECT_TIME = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofDays(366);

    private final List<URI> servers = new ArrayList<>();
    private final Map<String, String> fixedHeaders = new LinkedHashMap<>();
    private final Map<String, Long> initialKnown = new LinkedHashMap<>();
    private @Nullable Supplier<Map<String, String>> headers;
    private @Nullable Supplier<String> authorization;
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
    private Duration maxWait = Duration.ofSeconds(25);
    private Duration interval = Duration.ofSeconds(5);
    private @Nullable Boolean live;

    /** For {@link ServiceLoader}. */
    public ClientBuilder() {}

    @Override
    public ClientBuilder servers(String... urls) {
        return servers(Arrays.stream(urls).map(URI::create).toList());
    }

    @Override
    public ClientBuilder servers(Collection<URI> urls) {
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

    @Override
    public ClientBuilder mode(Mode mode) {
        this.mode = mode;
        return this;
    }

    @Override
    public ClientBuilder executionMode(ExecutionMode executionMode) {
        this.executionMode = executionMode;
        return this;
    }

    @Override
    public ClientBuilder httpClient(HttpClient http) {
        this.http = http;
        return this;
    }

    @Override
    public ClientBuilder clientId(UUID clientId) {
        this.clientId = clientId;
        return this;
    }

    @Override
    public ClientBuilder initialKnown(Map<String, Long> versions) {
        versions.forEach((key, version) -> {
            Keys.checked(key);
            require(version >= 0, "A version must not be negative: " + version);
        });
        initialKnown.putAll(versions);
        return this;
    }

    @Override
    public ClientBuilder timeout(Duration timeout) {
        this.timeout = positive("timeout", timeout);
        return this;
    }

    @Override
    public ClientBuilder retries(int retries) {
        require(retries >= 0, "retries must not be negative: " + retries);
        this.retries = retries;
        return this;
    }

    @Override
    public ClientBuilder backoff(Duration first, Duration longest) {
        this.firstPause = positive("The first pause", first);
        this.longestPause = positive("The longest pause", longest);
        require(first.compareTo(longest) <= 0, "The first pause must not be longer than the longest");
        return this;
    }

    @Override
    public ClientBuilder avoidFor(Duration time) {
        this.avoidFor = positive("avoidFor", time);
        return this;
    }

    @Override
    public ClientBuilder maxWait(Duration maxWait) {
        this.maxWait = positive("maxWait", maxWait);
        return this;
    }

    @Override
    public ClientBuilder interval(Duration interval) {
        this.interval = positive("interval", interval);
        return this;
    }

    @Override
    public ClientBuilder live(boolean live) {
        this.live = live;
        return this;
    }

    @Override
    public ClientBuilder executor(Executor executor) {
        this.executor = executor;
        return this;
    }

    @Override
    public ClientBuilder header(String name, String value) {
        HttpRequest.newBuilder().setHeader(name, value); // throws if the header is not allowed
        fixedHeaders.put(name, value);
        return this;
    }

    @Override
    public ClientBuilder headers(Supplier<Map<String, String>> headers) {
        this.headers = headers;
        return this;
    }

    @Override
    public ClientBuilder authorization(Supplier<String> authorization) {
        this.authorization = authorization;
        return this;
    }

    @Override
    public RealityClient build() {
        return build(transports());
    }

    /** Builds a client on the given transports instead of servers. It closes them. */
    public RealityClient build(List<Transport> transports) {
        boolean ownExecutor = executor == null;
        Executor tasks = executor == null ? Threads.tasks() : executor;
        return new LiveClient(
                transports,
                settings(new SplittableRandom()),
                initialKnown,
                new ThreadTimer(),
                tasks,
                ownExecutor ? () -> Threads.end(tasks) : () -> {});
    }

    /** A client with the time and the threads of a test. */
    LiveClient build(List<Transport> transports, Timer timer, Executor executor, long seed) {
        return new LiveClient(
                transports, settings(new SplittableRandom(seed)), initialKnown, timer, executor, () -> {});
    }

    private ClientSettings settings(SplittableRandom random) {
        boolean forPages =
                executionMode == ExecutionMode.SSR_EMBEDDED || executionMode == ExecutionMode.SERVER_EXTERNAL;
        return new ClientSettings(
                mode,
                live == null ? !forPages : live,
                clientId,
                timeout,
                retries,
                new Backoff(firstPause, longestPause, random),
                avoidFor,
                maxWait,
                interval);
    }

    private List<Transport> transports() {
        boolean embedded = executionMode == ExecutionMode.SSR_EMBEDDED;
        if (embedded || (executionMode == ExecutionMode.AUTO && servers.isEmpty())) {
            Optional<Transport> node = locate();
            if (node.isPresent()) {
                return List.of(node.get());
            }
            if (embedded) {
                throw new IllegalStateException(
                        "SSR_EMBEDDED needs a Reality node in this application, and there is none");
            }
        }
        if (servers.isEmpty()) {
            throw new IllegalStateException("A client needs at least one server; call servers(...)");
        }
        HttpClient shared = http != null
                ? http
                : HttpClient.newBuilder()
                        .connectTimeout(shorter(timeout, MAX_CONNECT_TIME))
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

    private static Duration positive(String name, Duration time) {
        require(!time.isZero() && !time.isNegative(), name + " must be positive, not " + time);
        require(time.compareTo(LONGEST) <= 0, name + " must be at most a year, not " + time);
        return time;
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
