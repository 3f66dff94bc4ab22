package io.socketless.reality.faults;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A cluster, a load, and what is done to it.
 *
 * @param name for commands and reports
 * @param title what a reader is told
 * @param nodes how many nodes start
 * @param settings system properties of all nodes
 * @param faultWake how long a waiter may sleep after a change while there is a fault
 */
record Scenario(
        String name,
        String title,
        int nodes,
        Map<String, String> settings,
        Load load,
        Set<Trait> traits,
        Duration faultWake,
        Script script) {

    /** What a scenario needs or promises beyond the rest. */
    enum Trait {
        /** It is part of the short selection. */
        SHORT,
        /** It takes a network that can be cut. */
        NETWORK,
        /** Its nodes have clocks that can be set. */
        CLOCKS,
        /** Nodes are Payara Micro servers, and share the server's own Hazelcast. */
        PAYARA,
        /** Nothing may be refused, and no version may move by itself. */
        CALM,
        /** Nothing may be refused twice in a row to a client that asks another node the second time. */
        ONE_RETRY
    }

    static Scenario of(String name, String title, Script script) {
        return new Scenario(name, title, 3, Map.of(), Load.MIXED, Set.of(), Arena.CRASH_WAKE, script);
    }

    Scenario nodes(int number) {
        return new Scenario(name, title, number, settings, load, traits, faultWake, script);
    }

    Scenario setting(String property, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(property, value);
        return new Scenario(name, title, nodes, more, load, traits, faultWake, script);
    }

    Scenario withLoad(Load other) {
        return new Scenario(name, title, nodes, settings, other, traits, faultWake, script);
    }

    Scenario with(Trait trait, Trait... more) {
        Set<Trait> all = EnumSet.of(trait, more);
        all.addAll(traits);
        return new Scenario(name, title, nodes, settings, load, all, faultWake, script);
    }

    Scenario wakingWithin(Duration longest) {
        return new Scenario(name, title, nodes, settings, load, traits, longest, script);
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** Why this cannot be run here, if it cannot. */
    Optional<String> obstacle() {
        if (has(Trait.NETWORK) && !Network.isPossible()) {
            return Optional.of("takes root, ip and iptables");
        }
        return Optional.empty();
    }

    /** What is done to the cluster while clients are at work. */
    @FunctionalInterface
    interface Script {
        void run(Arena arena) throws Exception;
    }

    /**
     * Who is at work.
     *
     * @param keys how many keys there are
     * @param syncs clients that sync often
     * @param waits clients that sync with a wait
     * @param events clients of the event stream
     * @param polls clients that poll
     * @param sleepers clients that sync all keys every few seconds
     * @param writers applications that change data
     * @param longestWait of those that wait
     * @param longestThought between the operations of one client, but for sleepers and writers
     */
    record Load(
            int keys,
            int syncs,
            int waits,
            int events,
            int polls,
            int sleepers,
            int writers,
            Duration longestWait,
            Duration longestThought) {

        static final Load MIXED = new Load(200, 5, 8, 2, 2, 4, 2, Duration.ofSeconds(5), Duration.ofMillis(30));

        /** Everybody wants the same few keys. */
        static final Load HOT = new Load(3, 16, 2, 1, 1, 0, 3, Duration.ofSeconds(2), Duration.ofMillis(3));

        /** Nobody writes but the script. */
        static final Load READING = new Load(60, 3, 4, 1, 1, 4, 0, Duration.ofSeconds(5), Duration.ofMillis(30));

        /**
         * Clients wait longer than the interval at which a node looks at everything, and the script changes everything
         * at once.
         */
        static final Load PATIENT = new Load(100, 1, 20, 4, 0, 2, 0, Duration.ofSeconds(12), Duration.ofMillis(30));
    }
}
