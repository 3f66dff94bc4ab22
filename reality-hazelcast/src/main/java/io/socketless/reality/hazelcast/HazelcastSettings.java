package io.socketless.reality.hazelcast;

import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Setting;
import io.socketless.reality.spi.Settings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The properties of this store, read and checked.
 *
 * @param members addresses of other members or of the cluster, each {@code host} or {@code host:port}
 * @param bind the address to listen at, or its pattern; if empty, it is derived from the members
 * @param quorum minimum number of data members; 0 for any number
 * @param bounds the limits of the memory; shared with other stores, so not in {@link #ALL}
 */
record HazelcastSettings(
        Mode mode,
        String jndiName,
        String clusterName,
        List<String> members,
        Optional<String> bind,
        int port,
        int portCount,
        String map,
        int backups,
        int quorum,
        Duration joinTimeout,
        Bounds bounds) {

    /** The kind of Hazelcast instance that contains the map. */
    enum Mode {
        AUTO,
        CONTAINER,
        EMBEDDED,
        CLIENT
    }

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?");
    private static final Pattern ADDRESS = Pattern.compile("[0-9*-]+(\\.[0-9*-]+){3}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    private static final Pattern JNDI = Pattern.compile("(java:)?[A-Za-z0-9._/-]+");

    static final Setting<Mode> MODE = Setting.choice(
            "reality.hazelcast.instance",
            Mode.class,
            Mode.AUTO,
            "Location of the shared map. `container`: the Hazelcast instance of the server (Payara)."
                    + " `embedded`: a member that this application starts. `client`: a separate Hazelcast"
                    + " cluster. `auto`: `container` if the server has a Hazelcast instance, else `embedded`.");
    static final Setting<String> JNDI_NAME = text(
            "reality.hazelcast.jndi-name",
            "a local JNDI name, such as payara/Hazelcast or java:global/hazelcast",
            "payara/Hazelcast",
            "JNDI name of the server's Hazelcast instance, for `auto` and `container`.",
            JNDI.asMatchPredicate());
    static final Setting<String> CLUSTER_NAME = Setting.text(
            "reality.hazelcast.cluster-name",
            "reality",
            "Name of the cluster, for `embedded` and `client`. Members of a cluster with another name are ignored.");
    static final Setting<List<String>> MEMBERS = Setting.list(
            "reality.hazelcast.members",
            "host names or IPv4 addresses, each with an optional :port",
            "`embedded`: the machines of the members; set the same list on all of them. `client`:"
                    + " members of the cluster to connect to. Default: this machine. An entry without a port"
                    + " covers the ports from `reality.hazelcast.port` on.",
            HazelcastSettings::member);
    static final Setting<String> BIND = text(
            "reality.hazelcast.bind",
            "an IPv4 address of this machine, or a pattern such as 10.0.*.*",
            "",
            "Address that an embedded member listens at. Hazelcast does not authenticate"
                    + " connections, so bind it to a network that only the members can reach. Default: the"
                    + " address of this machine in `reality.hazelcast.members`, or 127.0.0.1 if that list"
                    + " names no other machine.",
            ADDRESS.asMatchPredicate());
    static final Setting<Integer> PORT = Setting.integer(
            "reality.hazelcast.port",
            1,
            65_535,
            5701,
            "First port that an embedded member tries to listen at, and the first port of other"
                    + " members and clusters.");
    static final Setting<Integer> PORT_COUNT = Setting.integer(
            "reality.hazelcast.port-count",
            1,
            100,
            10,
            "Number of ports, from `reality.hazelcast.port` on, that an embedded member tries, and"
                    + " thus the maximum number of members on one machine. 1: exactly that port.");
    static final Setting<String> MAP = text(
            "reality.hazelcast.map",
            "1 to 100 letters, digits, dots, hyphens and underscores",
            "reality",
            "Name of the map. Applications that use the same map share their keys. Two more maps, with the suffixes"
                    + " `-nodes` and `-intents`, hold the nodes and their intents.",
            NAME.asMatchPredicate());
    static final Setting<Integer> BACKUPS = Setting.integer(
            "reality.hazelcast.backups",
            0,
            6,
            1,
            "Number of further members that keep each entry. Backups prevent the loss of entries; they do not reduce"
                    + " refetches after a crash. `client`: the configuration of the cluster applies.");
    static final Setting<Integer> QUORUM = Setting.integer(
            "reality.hazelcast.quorum",
            0,
            1_000,
            0,
            "Minimum number of connected data members; with fewer, a node returns 503. With more"
                    + " than half of the members, the smaller side of a split stops answering "
                    + seconds(Lease.LONGEST_MILLIS)
                    + " after the split began, and no change is confirmed within " + seconds(Lease.LONGEST_STALE_MILLIS)
                    + " after a member left. 0: both sides continue, and clients refetch everything after the"
                    + " split.");
    static final Setting<Duration> JOIN_TIMEOUT = Setting.duration(
            "reality.hazelcast.join-timeout",
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            "Maximum time for an embedded member to join, or for a Hazelcast client to connect,"
                    + " before the next attempt.");

    static final List<Setting<?>> ALL =
            List.of(MODE, CLUSTER_NAME, MEMBERS, BIND, PORT, PORT_COUNT, MAP, BACKUPS, QUORUM, JOIN_TIMEOUT, JNDI_NAME);

    /** Throws {@link io.socketless.reality.spi.SettingException} if a value is invalid. */
    static HazelcastSettings of(Settings settings) {
        return new HazelcastSettings(
                MODE.in(settings),
                JNDI_NAME.in(settings),
                CLUSTER_NAME.in(settings),
                MEMBERS.optionalIn(settings).orElse(List.of()),
                BIND.optionalIn(settings),
                PORT.in(settings),
                PORT_COUNT.in(settings),
                MAP.in(settings),
                BACKUPS.in(settings),
                QUORUM.in(settings),
                JOIN_TIMEOUT.in(settings),
                Bounds.of(settings));
    }

    /** The last port that an embedded member tries. */
    int lastPort() {
        return Math.min(port + portCount - 1, 65_535);
    }

    private static String member(String text) {
        int colon = text.indexOf(':');
        String host = colon < 0 ? text : text.substring(0, colon);
        require(HOST.matcher(host).matches());
        if (colon >= 0) {
            int port = Integer.parseInt(text.substring(colon + 1));
            require(port >= 1 && port <= 65_535);
        }
        return text;
    }

    private static Setting<String> text(
            String name, String expected, String defaultText, String description, Predicate<String> allowed) {
        Function<String, String> parse = text -> {
            require(allowed.test(text));
            return text;
        };
        return new Setting<>(name, expected, defaultText, description, parse, false);
    }

    private static String seconds(long millis) {
        return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + " s";
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException();
        }
    }
}
