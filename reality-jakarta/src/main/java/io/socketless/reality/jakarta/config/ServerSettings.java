package io.socketless.reality.jakarta.config;

import io.socketless.reality.core.EngineOptions;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.protocol.Limits;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.Setting;
import io.socketless.reality.spi.SettingException;
import io.socketless.reality.spi.Settings;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The configuration of a node, apart from that of its store.
 *
 * @param identity how the node is known to others
 * @param storeKind where versions are kept
 * @param bounds how much the store in memory keeps; another reads them itself
 * @param limits how much a request may ask for
 * @param bodyTimeout within which the body of a request must have come
 * @param maxWait the longest that a request is held
 * @param engine the limits of the engine
 * @param threads how many threads answer clients
 * @param writeSecret opens the write endpoints to whoever sends it
 * @param writeRole opens the write endpoints to callers with this role
 * @param maxPayloadBytes the most bytes of an inline payload
 * @param payloadTimeout how long an answer waits for a payload
 * @param origins from where browsers may call, see {@link Origins}
 * @param requestsPerSecond how many requests one client address may send in a second; 0: any number
 * @param drain over which time waiting clients are answered when the node leaves
 * @param eventsRetry how long an {@code EventSource} pauses between two requests
 * @param endpoint which door this jar opens for HTTP
 * @param payloadPublic whether payloads are sent without a key authorizer
 * @param intent whether the keys of a transaction are noted in the cluster before its commit
 */
public record ServerSettings(
        NodeIdentity identity,
        StoreKind storeKind,
        Bounds bounds,
        Limits limits,
        Duration bodyTimeout,
        Duration maxWait,
        EngineOptions engine,
        int threads,
        Optional<String> writeSecret,
        Optional<String> writeRole,
        int maxPayloadBytes,
        Duration payloadTimeout,
        Origins origins,
        int requestsPerSecond,
        Duration drain,
        Duration eventsRetry,
        EndpointKind endpoint,
        boolean payloadPublic,
        boolean intent) {

    /** A door for HTTP that this jar opens. */
    public enum EndpointKind {
        SERVLET,
        NONE
    }

    /** Where versions are kept. */
    public enum StoreKind {
        /** In the store that a jar of the application offers, else in memory. */
        AUTO,
        MEMORY
    }

    private static final Setting<String> SERVER_ID = new Setting<>(
            "reality.server.id",
            "1 to 256 printable ASCII characters",
            "",
            "The name of this node in answers, health and logs, another on every node. Not set: the host name and four random"
                    + " hexadecimal digits.",
            ServerSettings::printable,
            false);

    private static final Setting<URI> SERVER_URL = Setting.url(
            "reality.server.url", "The public base URL of this node, by which clients find it in `mesh.peers`.");

    private static final Setting<StoreKind> STORE = Setting.choice(
            "reality.store",
            StoreKind.class,
            StoreKind.AUTO,
            "`auto`: the store whose jar is in the application (such as reality-hazelcast), else memory. `memory`: this "
                    + "node alone, even if there is such a jar.");

    private static final Setting<Integer> MAX_KEY_LENGTH = Setting.integer(
            "reality.key.max-length",
            1,
            4096,
            Limits.DEFAULT.maxKeyLength(),
            "The most characters that a key may have.");

    private static final Setting<Integer> MAX_KEYS = Setting.integer(
            "reality.request.max-keys",
            1,
            100_000,
            Limits.DEFAULT.maxKeys(),
            "The most keys that one request may name.");

    private static final Setting<Integer> MAX_BODY_BYTES = Setting.integer(
            "reality.request.max-bytes",
            1024,
            64 * 1024 * 1024,
            Limits.DEFAULT.maxBodyBytes(),
            "The most bytes that the body of a request may have. A larger one is refused; up to twice as much is read, and forgotten, so that the client can see the answer.");

    private static final Setting<Duration> BODY_TIMEOUT = Setting.duration(
            "reality.request.timeout",
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            "Within which time a request body must have come, however steadily it trickles; after it the request gets a 408.");

    private static final Setting<Integer> REQUESTS_PER_SECOND = Setting.integer(
            "reality.request.per-second",
            0,
            1_000_000,
            0,
            "How many requests a node takes from one client address within a second; further ones get a 429. 0: any number.");

    private static final Setting<Duration> MAX_WAIT = Setting.duration(
            "reality.wait.max",
            Duration.ZERO,
            Duration.ofMinutes(10),
            Duration.ofSeconds(25),
            "The longest that a request is held when its client asks to wait. PT0S: no request is held.");

    private static final Setting<Integer> MAX_WAITERS = Setting.integer(
            "reality.wait.max-waiters",
            0,
            1_000_000,
            EngineOptions.DEFAULTS.maxWaiters(),
            "How many requests this node holds at the same time; further ones get a 429.");

    private static final Setting<Duration> LOOK_INTERVAL = Setting.duration(
            "reality.wait.look-interval",
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            EngineOptions.DEFAULTS.lookInterval(),
            "Within which time every key that clients wait for is read again, in case the cluster lost a notification.");

    private static final Setting<Duration> DRAIN = Setting.duration(
            "reality.drain",
            Duration.ZERO,
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            "Over which time the clients that wait are answered, a few at a time, when the node is told to stop. PT0S: all at once.");

    private static final Setting<Duration> READ_TIMEOUT = Setting.duration(
            "reality.read.timeout",
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            EngineOptions.DEFAULTS.readTimeout(),
            "How long a request waits for the store before it gets a 503, give or take half a second.");

    private static final Setting<Integer> THREADS = Setting.integer(
            "reality.threads",
            2,
            1000,
            8,
            "How many threads this node has for reading versions and for answering clients that waited.");

    private static final Setting<String> WRITE_SECRET = Setting.secret(
            "reality.write.secret",
            8,
            "Opens `/update`, `/invalidate` and `/versions` to requests with `Authorization: Bearer <secret>`.");

    private static final Setting<String> WRITE_ROLE = Setting.text(
            "reality.write.role",
            "",
            "Opens `/update`, `/invalidate` and `/versions` to callers to whom the container grants this role.");

    private static final Setting<Integer> MAX_PAYLOAD_BYTES = Setting.integer(
            "reality.payload.max-bytes",
            1,
            1024 * 1024,
            1024,
            "The most bytes of an inline payload, as JSON in UTF-8; a larger one is left out.");

    private static final Setting<Duration> PAYLOAD_TIMEOUT = Setting.duration(
            "reality.payload.timeout",
            Duration.ofMillis(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            "How long an answer waits for the payload provider, before it goes without the payload.");

    private static final Setting<List<String>> ORIGINS = Setting.list(
            "reality.cors.origins",
            "origins such as https://app.example.com, or * alone",
            "From which origins browsers may call. `*`: from all, without credentials. Not set: no CORS.",
            Origins::parse);

    private static final Setting<Duration> EVENTS_RETRY = Setting.duration(
            "reality.events.retry",
            Duration.ofMillis(10),
            Duration.ofMinutes(10),
            Duration.ofSeconds(1),
            "How long a browser's `EventSource` pauses between two requests to `/events`.");

    private static final Setting<EndpointKind> ENDPOINT = Setting.choice(
            "reality.endpoint",
            EndpointKind.class,
            EndpointKind.SERVLET,
            "`servlet`: a servlet serves the endpoints under `/reality`. `none`: it does not; use this if the application"
                    + " serves them as a JAX-RS resource instead, with reality-rest.");

    private static final Setting<Boolean> PAYLOAD_PUBLIC = Setting.flag(
            "reality.payload.public",
            false,
            "Whether payloads are sent to every caller in an application without a KeyAuthorizer. If `false`, the"
                    + " deployment of an application with a PayloadProvider and no KeyAuthorizer fails.");

    private static final Setting<Boolean> INTENT = Setting.flag(
            "reality.transactions.intent",
            true,
            "Whether the keys of a transaction are noted in the cluster before its commit, so that another node publishes them"
                    + " if this one dies between the commit and the publication. `false` saves one write per transaction, and"
                    + " clients miss a change whose node dies in that instant.");

    /** Every property of this record. */
    public static final List<Setting<?>> ALL = Stream.concat(
                    Bounds.SETTINGS.stream(),
                    Stream.<Setting<?>>of(
                            SERVER_ID,
                            SERVER_URL,
                            STORE,
                            WRITE_SECRET,
                            WRITE_ROLE,
                            ORIGINS,
                            MAX_WAIT,
                            MAX_WAITERS,
                            LOOK_INTERVAL,
                            DRAIN,
                            READ_TIMEOUT,
                            THREADS,
                            MAX_KEY_LENGTH,
                            MAX_KEYS,
                            MAX_BODY_BYTES,
                            BODY_TIMEOUT,
                            REQUESTS_PER_SECOND,
                            MAX_PAYLOAD_BYTES,
                            PAYLOAD_TIMEOUT,
                            EVENTS_RETRY,
                            ENDPOINT,
                            PAYLOAD_PUBLIC,
                            INTENT))
            .toList();

    /**
     * Reads and checks everything.
     *
     * @throws SettingException for the first value that is wrong
     */
    public static ServerSettings of(Settings settings) {
        NodeIdentity identity = new NodeIdentity(
                SERVER_ID.optionalIn(settings).orElseGet(ServerSettings::generatedId), SERVER_URL.optionalIn(settings));
        EngineOptions engine = new EngineOptions(
                MAX_WAITERS.in(settings),
                LOOK_INTERVAL.in(settings),
                READ_TIMEOUT.in(settings),
                EngineOptions.DEFAULTS.writeTimeout(),
                EngineOptions.DEFAULTS.spreadOnClose());
        return new ServerSettings(
                identity,
                STORE.in(settings),
                Bounds.of(settings),
                new Limits(MAX_KEYS.in(settings), MAX_KEY_LENGTH.in(settings), MAX_BODY_BYTES.in(settings)),
                BODY_TIMEOUT.in(settings),
                MAX_WAIT.in(settings),
                engine,
                THREADS.in(settings),
                WRITE_SECRET.optionalIn(settings),
                WRITE_ROLE.optionalIn(settings),
                MAX_PAYLOAD_BYTES.in(settings),
                PAYLOAD_TIMEOUT.in(settings),
                origins(settings),
                REQUESTS_PER_SECOND.in(settings),
                DRAIN.in(settings),
                EVENTS_RETRY.in(settings),
                endpoint(settings),
                PAYLOAD_PUBLIC.in(settings),
                INTENT.in(settings));
    }

    /** The door for HTTP alone, read before the application starts. */
    public static EndpointKind endpoint(Settings settings) {
        return ENDPOINT.in(settings);
    }

    private static Origins origins(Settings settings) {
        List<String> allowed = ORIGINS.optionalIn(settings).orElse(List.of());
        if (allowed.size() > 1 && allowed.contains(Origins.ANY)) {
            throw new SettingException(ORIGINS.name(), String.join(",", allowed), ORIGINS.expected());
        }
        return new Origins(allowed);
    }

    /** It stands in a header of every answer. */
    private static String printable(String id) {
        if (!id.matches("[ -~]{1,256}")) {
            throw new IllegalArgumentException(id);
        }
        return id;
    }

    private static String generatedId() {
        byte[] random = new byte[2];
        ThreadLocalRandom.current().nextBytes(random);
        return hostName() + "-" + HexFormat.of().formatHex(random);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "node";
        }
    }
}
