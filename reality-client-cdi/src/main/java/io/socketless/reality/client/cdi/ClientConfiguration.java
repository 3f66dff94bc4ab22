package io.socketless.reality.client.cdi;

import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.RealityClientBuilder;
import io.socketless.reality.protocol.Mode;
import io.socketless.reality.spi.Setting;
import io.socketless.reality.spi.SettingException;
import io.socketless.reality.spi.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of the injected client.
 *
 * @param servers applications that contain Reality
 * @param executionMode how the client reaches Reality
 * @param mode how keys are followed
 * @param timeout of a request and of a fetch
 * @param retries maximum rounds over all servers after the first, for a sync or a write
 * @param firstPause after a failure
 * @param longestPause after many failures
 * @param avoidFor how long a server that failed is avoided
 * @param maxWait how long a server can hold a request
 * @param interval between requests that are not held
 * @param secret sent as a bearer token
 */
public record ClientConfiguration(
        List<URI> servers,
        ExecutionMode executionMode,
        Mode mode,
        Duration timeout,
        int retries,
        Duration firstPause,
        Duration longestPause,
        Duration avoidFor,
        Duration maxWait,
        Duration interval,
        Optional<String> secret) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static final Setting<URI> SERVER = Setting.url("reality.client.servers", "");

    private static final Setting<List<URI>> SERVERS = Setting.list(
            "reality.client.servers",
            "http or https addresses of applications that contain Reality",
            "Applications that contain Reality. They take precedence over a node in this application.",
            SERVER.parse());

    private static final Setting<ExecutionMode> EXECUTION_MODE = Setting.choice(
            "reality.client.execution-mode",
            ExecutionMode.class,
            ExecutionMode.AUTO,
            "`auto`: the servers if set, otherwise the node in this application. `client`: the servers. "
                    + "`ssr-embedded`: the "
                    + "node in this application. `server-external`: the servers. With the last two, a key is followed "
                    + "only if its "
                    + "options request it.");

    private static final Setting<Mode> MODE = Setting.choice(
            "reality.client.mode",
            Mode.class,
            Mode.NATIVE,
            "How keys are followed. `native` and `sse-compat`: with a held request. `polling-compat`: with a request "
                    + "every "
                    + "`reality.client.interval`.");

    private static final Setting<Duration> TIMEOUT = Setting.duration(
            "reality.client.timeout",
            SHORTEST,
            HOUR,
            Duration.ofSeconds(10),
            "Maximum time for a response, in addition to `reality.client.max-wait`, and for a fetch.");

    private static final Setting<Integer> RETRIES = Setting.integer(
            "reality.client.retries",
            0,
            100,
            3,
            "Maximum rounds over all servers after the first, for a sync or a write.");

    private static final Setting<Duration> FIRST_PAUSE = Setting.duration(
            "reality.client.backoff.first",
            SHORTEST,
            HOUR,
            Duration.ofMillis(200),
            "The first pause after a failure; it doubles with each further one. Half of it is random.");

    private static final Setting<Duration> LONGEST_PAUSE = Setting.duration(
            "reality.client.backoff.longest",
            SHORTEST,
            HOUR,
            Duration.ofSeconds(30),
            "The longest pause after a failure.");

    private static final Setting<Duration> AVOID_FOR = Setting.duration(
            "reality.client.avoid-for",
            SHORTEST,
            HOUR,
            Duration.ofSeconds(5),
            "How long a failed server is avoided; doubles with each consecutive failure, up to 16 times.");

    private static final Setting<Duration> MAX_WAIT = Setting.duration(
            "reality.client.max-wait",
            SHORTEST,
            HOUR,
            Duration.ofSeconds(25),
            "How long a server can hold a request. The server's `reality.wait.max` also applies.");

    private static final Setting<Duration> INTERVAL = Setting.duration(
            "reality.client.interval",
            SHORTEST,
            HOUR,
            Duration.ofSeconds(5),
            "The pause between requests that are not held.");

    private static final Setting<String> SECRET = Setting.secret(
            "reality.client.secret", 8, "Sent to servers as `Authorization: Bearer <secret>`, for writing.");

    /** Every property of this record. */
    public static final List<Setting<?>> ALL = List.of(
            SERVERS,
            EXECUTION_MODE,
            MODE,
            TIMEOUT,
            RETRIES,
            FIRST_PAUSE,
            LONGEST_PAUSE,
            AVOID_FOR,
            MAX_WAIT,
            INTERVAL,
            SECRET);

    /**
     * Reads and checks all properties.
     *
     * @throws SettingException for the first invalid value
     */
    public static ClientConfiguration of(Settings settings) {
        Duration first = FIRST_PAUSE.in(settings);
        Duration longest = LONGEST_PAUSE.in(settings);
        if (first.compareTo(longest) > 0) {
            throw new SettingException(
                    LONGEST_PAUSE.name(),
                    longest.toString(),
                    "no less than " + FIRST_PAUSE.name() + ", which is " + first);
        }
        return new ClientConfiguration(
                SERVERS.optionalIn(settings).orElse(List.of()),
                EXECUTION_MODE.in(settings),
                MODE.in(settings),
                TIMEOUT.in(settings),
                RETRIES.in(settings),
                first,
                longest,
                AVOID_FOR.in(settings),
                MAX_WAIT.in(settings),
                INTERVAL.in(settings),
                SECRET.optionalIn(settings));
    }

    RealityClientBuilder builder() {
        RealityClientBuilder builder = RealityClient.builder()
                .servers(servers)
                .executionMode(executionMode)
                .mode(mode)
                .timeout(timeout)
                .retries(retries)
                .backoff(firstPause, longestPause)
                .avoidFor(avoidFor)
                .maxWait(maxWait)
                .interval(interval);
        secret.ifPresent(text -> builder.authorization(() -> "Bearer " + text));
        return builder;
    }
}
