package io.socketless.reality.hazelcast;

import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Setting;
import io.socketless.reality.spi.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The properties of this store, read and checked.
 *
 * @param members where other members or the cluster are, each {@code host} or {@code host:port}
 * @param bind the address, or the pattern of it, to listen at; empty: found from the members
 * @param quorum how many members have to be together; 0: any number
 * @param bounds how much to keep; not of this store alone, so not among {@link #ALL}
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

    /** Which Hazelcast instance the map lives in. */
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
            "Where the shared map lives. `container`: in the server's own Hazelcast (Payara). `embedded`: in a member that this"
                    + " application starts. `client`: in a Hazelcast cluster elsewhere. `auto`: as `container` if the server has"
                    + " a Hazelcast, else as `embedded`.");
    static final Setting<String> JNDI_NAME = text(
            "reality.hazelcast.jndi-name",
            "a local JNDI name, such as payara/Hazelcast or java:global/hazelcast",
            "payara/Hazelcast",
            "Where the server keeps its own Hazelcast, for `auto` and `container`.",
            JNDI.asMatchPredicate());
    static final Setting<String> CLUSTER_NAME = Setting.text(
            "reality.hazelcast.cluster-name",
            "reality",
            "The name of the cluster, for `embedded` and `client`. Members of a cluster with another name are ignored.");
    static final Setting<List<String>> MEMBERS = Setting.list(
            "reality.hazelcast.members",
            "host names or IPv4 addresses, each with an optional :port",
            "`embedded`: the machines of the members, the same list on all of them. `client`: members of the cluster to"
                    + " connect to. Not set: this machine. An entry without a port stands for the ports from"
                    + " `reality.hazelcast.port` on.",
            HazelcastSettings::member);
    static final Setting<String> BIND = text(
            "reality.hazelcast.bind",
            "an IPv4 address of this machine, or a pattern such as 10.0.*.*",
            "",
            "The address that an embedded member listens at. Hazelcast asks nobody for a password, so bind it to a network"
                    + " that only the members can reach. Not set: the address of this machine that"
                    + " `reality.hazelcast.members` names, or 127.0.0.1 if no other machine is named there.",
            ADDRESS.asMatchPredicate());
    static final Setting<Integer> PORT = Setting.integer(
            "reality.hazelcast.port",
            1,
            65_535,
            5701,
            "The first port that an embedded member tries to listen at, and where other members and clusters are expected.");
    static final Setting<Integer> PORT_COUNT = Setting.integer(
            "reality.hazelcast.port-count",
            1,
            100,
            10,
            "How many ports, from `reality.hazelcast.port` on, an embedded member tries; so many members find a place on one"
                    + " machine. 1: exactly that port.");
    static final Setting<String> MAP = text(
            "reality.hazelcast.map",
            "1 to 100 letters, digits, dots, hyphens and underscores",
            "reality",
            "The name of the map. Applications that use the same map share their keys. Two more maps, with"
                    + " `-nodes` and `-intents` at the end of their names, list the nodes and what they are about to publish.",
            NAME.asMatchPredicate());
    static final Setting<Integer> BACKUPS = Setting.integer(
            "reality.hazelcast.backups",
            0,
            6,
            1,
            "On how many further members each entry is kept. With one, the crash of two members at once makes clients"
                    + " refetch more; nothing is missed with any number. `client`: the cluster's own configuration counts.");
    static final Setting<Integer> QUORUM = Setting.integer(
            "reality.hazelcast.quorum",
            0,
            1_000,
            0,
            "The least number of data members that have to be together; with fewer, nothing is answered (503). More than half of"
                    + " the members keeps the smaller side of a split network from answering, from 2 s after it began; a change is"
                    + " confirmed 2.5 s after a member has left, not before. 0: both sides go on, and the smaller one catches up"
                    + " after the split is healed.");
    static final Setting<Duration> JOIN_TIMEOUT = Setting.duration(
            "reality.hazelcast.join-timeout",
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            Duration.ofSeconds(30),
            "How long an embedded member may take to join, or a client to connect, before it gives up and tries anew.");

    static final List<Setting<?>> ALL =
            List.of(MODE, CLUSTER_NAME, MEMBERS, BIND, PORT, PORT_COUNT, MAP, BACKUPS, QUORUM, JOIN_TIMEOUT, JNDI_NAME);

    /** Throws {@link io.socketless.reality.spi.SettingException} if a value is wrong. */
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

    /** The last port that a member tries. */
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

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException();
        }
    }
}
