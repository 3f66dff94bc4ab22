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
 * @param servers where Reality is, for a client that does not find it in its application
 * @param executionMode how the client reaches Reality
 * @param mode how keys are followed
 * @param timeout of a request and of a fetch
 * @param retries of a request that somebody waits for
 * @param firstPause after a failure
 * @param longestPause after many failures
 * @param avoidFor how long a server that failed is avoided
 * @param hold how long a server may hold a request
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
        Duration hold,
        Duration interval,
        Optional<String> secret) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private static final Setting<URI> SERVER = Setting.url("reality.client.servers", "");

    private static final Setting<List<URI>> SERVERS = Setting.list(
            "reality.client.servers",
            "http or https addresses of applications that contain Reality",
            "Where Reality is. Not needed in an application that contains it.",
            SERVER.parse());

    private static final Setting<ExecutionMode> EXECUTION_MODE = Setting.choice(
            "reality.client.execution-mode",
            ExecutionMode.class,
            ExecutionMode.AUTO,
            "`auto`: the node in this application if there is one, else the servers. `client`: the servers. `ssr-embedded`: the "
                    + "node in this application. `server-external`: the servers. With the last two, keys are followed only where "
                    + "the program says so.");

    private static final Setting<Mode> MODE = Setting.choice(
            "reality.client.mode",
            Mode.class,
            Mode.NATIVE,
            "How keys are followed. `native` and `sse-compat`: by a request that a server holds. `polling-compat`: by a request "
                    + "every `reality.client.interval`.");

    private static final Setting<Duration> TIMEOUT = Setting.duration(
            "reality.client.timeout",
            SHORTEST,
            HOUR,
            Duration.ofSeconds(10),
            "How long the client waits for an answer, beyond the time for which a server may hold a request, and for a fetch.");

    private static final Setting<Integer> RETRIES = Setting.integer(
            "reality.client.retries",
            0,
            100,
            3,
            "How often a request that somebody waits for is repeated after every server has been tried.");

    private static final Setting<Duration> FIRST_PAUSE = Setting.duration(
            "reality.client.backoff.first",
            SHORTEST,
            HOUR,
            Duration.ofMillis(200),
            "The pause after a failure, doubled with each one that follows. Half of it is random.");

    private static final Setting<Duration> LONGEST_PAUSE = Setting.duration(
            "reality.client.backoff.longest", SHORTEST, HOUR, Duration.ofSeconds(30), "The longest of these pauses.");

    private static final Setting<Duration> AVOID_FOR = Setting.duration(
            "reality.client.avoid-for",
            SHORTEST,
            HOUR,
            Duration.ofSeconds(5),
            "How long a server that failed is avoided, doubled up to 16 times with each failure that follows.");

    private static final Setting<Duration> HOLD = Setting.duration(
            "reality.client.wait",
            SHORTEST,
            HOUR,
            Duration.ofSeconds(25),
            "How long a server may hold a request; `reality.wait.max` of the server is a limit too.");

    private static final Setting<Duration> INTERVAL = Setting.duration(
            "reality.client.interval",
            SHORTEST,
            HOUR,
            Duration.ofSeconds(5),
            "The pause between two requests where servers hold none.");

    private static final Setting<String> SECRET = Setting.secret(
            "reality.client.secret", 8, "Sent to the servers as `Authorization: Bearer <secret>`, for writing.");

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
            HOLD,
            INTERVAL,
            SECRET);

    /**
     * Reads and checks everything.
     *
     * @throws SettingException for the first value that is wrong
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
                HOLD.in(settings),
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
                .waitAtMost(hold)
                .interval(interval);
        secret.ifPresent(text -> builder.authorization(() -> "Bearer " + text));
        return builder;
    }
}
