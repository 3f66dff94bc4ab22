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
 * @param bounds the bounds of the memory store; other stores read them themselves
 * @param limits the limits of a request
 * @param bodyTimeout maximum time for a request body to arrive
 * @param maxWait maximum time that a request is held
 * @param engine the limits of the engine
 * @param threads number of threads that answer clients
 * @param writeSecret opens the write endpoints to requests that send it
 * @param writeRole opens the write endpoints to callers with this role
 * @param maxPayloadBytes maximum bytes of an inline payload
 * @param payloadTimeout maximum time that a response waits for a payload
 * @param origins the origins that browsers can call from
 * @param requestsPerSecond maximum requests per second from one client address; 0: no limit
 * @param drain time over which held requests are answered when the node stops
 * @param eventsRetry pause of an {@code EventSource} between two requests
 * @param endpoint which door this jar opens for HTTP
 * @param payloadPublic whether payloads are sent without a key authorizer
 * @param intent whether the keys of a transaction are recorded in the cluster before its commit
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
        /** In the store of the application. */
        AUTO,
        MEMORY
    }

    private static final Setting<String> SERVER_ID = new Setting<>(
            "reality.server.id",
            "1 to 256 printable ASCII characters",
            "",
            "Name of this node in responses, health and logs; unique per node. Default: the host name and "
                    + "four random hexadecimal digits.",
            ServerSettings::printable,
            false);

    private static final Setting<URI> SERVER_URL = Setting.url(
            "reality.server.url", "Public base URL of this node, by which clients find it in `mesh.peers`.");

    private static final Setting<StoreKind> STORE = Setting.choice(
            "reality.store",
            StoreKind.class,
            StoreKind.AUTO,
            "`auto`: the store bean or store jar (such as reality-hazelcast) of the application; without one "
                    + "the deployment stops. `memory`: this node alone, even if there is a store jar.");

    private static final Setting<Integer> MAX_KEY_LENGTH = Setting.integer(
            "reality.key.max-length", 1, 4096, Limits.DEFAULT.maxKeyLength(), "Maximum characters per key.");

    private static final Setting<Integer> MAX_KEYS = Setting.integer(
            "reality.request.max-keys", 1, 100_000, Limits.DEFAULT.maxKeys(), "Maximum keys per request.");

    private static final Setting<Integer> MAX_BODY_BYTES = Setting.integer(
            "reality.request.max-bytes",
            1024,
            64 * 1024 * 1024,
            Limits.DEFAULT.maxBodyBytes(),
            "Maximum bytes per request body. A larger body gets a 413; up to twice as much is read and "
                    + "discarded first, since the client reads the response only then.");

    private static final Setting<Duration> BODY_TIMEOUT = Setting.duration(
            "reality.request.timeout",
            Duration.ofMillis(100),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            "Maximum time for a request body to arrive, however steadily it trickles; then the request gets "
                    + "a 408.");

    private static final Setting<Integer> REQUESTS_PER_SECOND = Setting.integer(
            "reality.request.per-second",
            0,
            1_000_000,
            0,
            "Maximum requests per second from one client address to this node; further ones get a 429. 0: no "
                    + "limit.");

    private static final Setting<Duration> MAX_WAIT = Setting.duration(
            "reality.wait.max",
            Duration.ZERO,
            Duration.ofMinutes(10),
            Duration.ofSeconds(25),
            "Maximum time that a request is held if its client asks to wait. PT0S: requests are not held.");

    private static final Setting<Integer> MAX_WAITERS = Setting.integer(
            "reality.wait.max-waiters",
            0,
            1_000_000,
            EngineOptions.DEFAULTS.maxWaiters(),
            "Maximum number of held requests on this node; further ones get a 429.");

    private static final Setting<Duration> RECHECK_INTERVAL = Setting.duration(
            "reality.wait.recheck-interval",
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            EngineOptions.DEFAULTS.recheckInterval(),
            "Maximum time between two reads of each watched key, in case a notification was lost.");

    private static final Setting<Duration> DRAIN = Setting.duration(
            "reality.drain",
            Duration.ZERO,
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            "Time over which held requests are answered, a few at a time, when the node is told to stop. "
                    + "PT0S: all at once.");

    private static final Setting<Duration> READ_TIMEOUT = Setting.duration(
            "reality.read.timeout",
            Duration.ofMillis(100),
            Duration.ofMinutes(1),
            EngineOptions.DEFAULTS.readTimeout(),
            "Time after which a request that waits for the store gets a 503, accurate to half a second.");

    private static final Setting<Integer> THREADS = Setting.integer(
            "reality.threads", 2, 1000, 8, "Number of threads that read versions and answer held requests.");

    private static final Setting<String> WRITE_SECRET = Setting.secret(
            "reality.write.secret",
            8,
            "Opens `/update`, `/invalidate` and `/versions` to requests with `Authorization: Bearer <secret>`.");

    private static final Setting<String> WRITE_ROLE = Setting.text(
            "reality.write.role",
            "",
            "Opens `/update`, `/invalidate` and `/versions` to callers with this container role.");

    private static final Setting<Integer> MAX_PAYLOAD_BYTES = Setting.integer(
            "reality.payload.max-bytes",
            1,
            1024 * 1024,
            1024,
            "Maximum bytes of an inline payload, as JSON in UTF-8; a larger payload is omitted.");

    private static final Setting<Duration> PAYLOAD_TIMEOUT = Setting.duration(
            "reality.payload.timeout",
            Duration.ofMillis(1),
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            "Maximum time that a response waits for the payload provider; then it is sent without the " + "payload.");

    private static final Setting<List<String>> ORIGINS = Setting.list(
            "reality.cors.origins",
            "origins such as https://app.example.com, or * alone",
            "Origins that browsers can call from. `*`: all origins, without credentials. Default: no CORS.",
            Origins::parse);

    private static final Setting<Duration> EVENTS_RETRY = Setting.duration(
            "reality.events.retry",
            Duration.ofMillis(10),
            Duration.ofMinutes(10),
            Duration.ofSeconds(1),
            "Pause of a browser's `EventSource` between two requests to `/events`.");

    private static final Setting<EndpointKind> ENDPOINT = Setting.choice(
            "reality.endpoint",
            EndpointKind.class,
            EndpointKind.SERVLET,
            "`servlet`: a servlet serves the endpoints under `/reality`. `none`: it does not; use this if the"
                    + " application serves them as a JAX-RS resource instead, with reality-rest.");

    private static final Setting<Boolean> PAYLOAD_PUBLIC = Setting.flag(
            "reality.payload.public",
            false,
            "Whether payloads are sent to every caller in an application without a KeyAuthorizer. If `false`, the"
                    + " deployment of an application with a PayloadProvider and no KeyAuthorizer fails.");

    private static final Setting<Boolean> INTENT = Setting.flag(
            "reality.transactions.intent",
            true,
            "Whether the keys of a transaction are recorded in the cluster before its commit. If this node "
                    + "dies between the commit and the publication, another node publishes them. `false` saves one "
                    + "write per transaction, and clients miss a change if its node dies in that interval.");

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
                            RECHECK_INTERVAL,
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
     * @throws SettingException for the first invalid value
     */
    public static ServerSettings of(Settings settings) {
        NodeIdentity identity = new NodeIdentity(
                SERVER_ID.optionalIn(settings).orElseGet(ServerSettings::generatedId), SERVER_URL.optionalIn(settings));
        EngineOptions engine = new EngineOptions(
                MAX_WAITERS.in(settings),
                RECHECK_INTERVAL.in(settings),
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

    /** It is part of a header of every response. */
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
