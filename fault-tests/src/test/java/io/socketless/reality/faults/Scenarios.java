package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Fault;
import io.socketless.reality.faults.Scenario.Load;
import io.socketless.reality.faults.Scenario.Script;
import io.socketless.reality.faults.Scenario.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** All scenarios, in the order in which they run. */
final class Scenarios {

    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration COOL_DOWN = Duration.ofSeconds(5);

    /** Time before a paused node resumes at which the writes that it finds then are sent. */
    private static final Duration AHEAD = Duration.ofMillis(500);

    private static final String BACKUPS = "reality.hazelcast.backups";
    static final String QUORUM = "reality.hazelcast.quorum";

    static final Scenario CALM = Scenario.of("calm", "no fault", arena -> arena.work(Duration.ofSeconds(15)))
            .with(Trait.CALM, Trait.SHORT);

    static final Scenario HOPPING = Scenario.of(
                    "hopping",
                    "clients that change the node with each request, and all read the same keys",
                    arena -> arena.work(Duration.ofSeconds(15)))
            .withLoad(Load.HOT)
            .with(Trait.CALM);

    static final Scenario LOST_HINTS = Scenario.of(
                    "lost-hints", "an event queue of one and a slow listener, which lose notifications", arena -> {
                        for (NodeProcess node : arena.nodes()) {
                            arena.slowEvents(node);
                        }
                        for (int burst = 0; burst < 3; burst++) {
                            arena.work(Duration.ofSeconds(3));
                            arena.invalidateAll();
                            arena.work(Duration.ofSeconds(6));
                        }
                    })
            .withLoad(Load.PATIENT)
            .setting("hazelcast.event.queue.capacity", "1")
            .setting("hazelcast.event.queue.timeout.millis", "0")
            .setting("hazelcast.event.thread.count", "1")
            .with(Trait.CALM);

    static final Scenario KILL_ONE =
            Scenario.of("kill-one", "kill -9 of one of three", killing(0)).with(Trait.SHORT);

    static final Scenario KILL_TWO =
            Scenario.of("kill-two", "kill -9 of two of three at once, one backup", killing(0, 1));

    static final Scenario KILL_TWO_OF_TWO_BACKUPS = Scenario.of(
                    "kill-two-with-two-backups", "kill -9 of two of three at once, two backups", killing(1, 2))
            .setting(BACKUPS, "2");

    static final Scenario LOST_BACKUP = Scenario.of(
                    "lost-backup",
                    "an owner writes while it cannot reach its backups, and is killed before this is detected",
                    arena -> {
                        arena.work(WARM_UP);
                        Fault fault = arena.fault("a cut off, then killed");
                        List<Key> owned = arena.ownedBy(arena.node(0));
                        arena.split(Set.of(0));
                        arena.writeEach(arena.node(0), owned, Duration.ofMillis(2500));
                        arena.node(0).kill();
                        arena.work(Duration.ofSeconds(14));
                        arena.endFault(fault);
                    })
            .with(Trait.NETWORK, Trait.SHORT);

    static final Scenario PAUSE_2 = pause(2);
    static final Scenario PAUSE_8 = pause(8).setting(QUORUM, "2");
    static final Scenario PAUSE_15 = pause(15).setting(QUORUM, "2");

    static final Scenario SPLIT_QUORUM = Scenario.of(
                    "partition-quorum", "a node is cut off; quorum two of three", splitWithQuorum(arena -> {
                        arena.split(Set.of(0));
                    }))
            .setting(QUORUM, "2")
            .with(Trait.NETWORK, Trait.SHORT);

    static final Scenario ONE_WAY_QUORUM = Scenario.of(
                    "partition-one-way-quorum",
                    "a node receives from its peers, but cannot send to them; quorum two of three",
                    splitWithQuorum(arena -> {
                        arena.cut(0, 1);
                        arena.cut(0, 2);
                    }))
            .setting(QUORUM, "2")
            .with(Trait.NETWORK);

    static final Scenario RING_QUORUM = Scenario.of(
                    "partition-ring-quorum",
                    "five nodes, each of which reaches two peers only; quorum three of five",
                    arena -> {
                        arena.work(WARM_UP);
                        Fault fault = arena.fault("ring");
                        for (int node = 0; node < 5; node++) {
                            for (int steps = 2; steps <= 3; steps++) {
                                arena.cut(node, (node + steps) % 5);
                            }
                        }
                        arena.work(Duration.ofSeconds(20));
                        arena.heal();
                        arena.awaitTogether();
                        arena.endFault(fault);
                        arena.work(COOL_DOWN);
                    })
            .nodes(5)
            .setting(QUORUM, "3")
            .with(Trait.NETWORK);

    static final Scenario SPLIT = Scenario.of(
                    "partition", "a node is cut off; both sides continue", splitWithoutQuorum(arena -> {
                        arena.split(Set.of(0));
                    }))
            .with(Trait.NETWORK);

    static final Scenario ONE_WAY = Scenario.of(
                    "partition-one-way",
                    "a node receives from its peers, but cannot send to them; both sides continue",
                    splitWithoutQuorum(arena -> {
                        arena.cut(0, 1);
                        arena.cut(0, 2);
                    }))
            .with(Trait.NETWORK);

    /** The versions of one side are then lower than earlier ones of the other side. */
    static final Scenario SPLIT_CLOCKS_APART = Scenario.of(
                    "partition-clocks-apart",
                    "a node with a clock ten minutes behind is cut off; its peers change data, then it does",
                    arena -> {
                        arena.clock(0).set(Duration.ofMinutes(-10));
                        arena.work(WARM_UP);
                        Fault fault = arena.fault("a cut off");
                        arena.journal().tolerate();
                        arena.split(Set.of(0));
                        arena.work(Duration.ofSeconds(12));
                        arena.writeEach(arena.node(1), arena.keys(), Duration.ofSeconds(3));
                        arena.writeEach(arena.node(0), arena.keys(), Duration.ofSeconds(3));
                        arena.heal();
                        arena.expectConvergence();
                        arena.endFault(fault);
                        arena.work(COOL_DOWN);
                    })
            .withLoad(Load.READING)
            .with(Trait.NETWORK, Trait.CLOCKS);

    static final Scenario ROLLING_RESTART = Scenario.of(
                    "rolling-restart", "each node is stopped and started, one after the other", arena -> {
                        arena.work(WARM_UP);
                        for (NodeProcess node : arena.nodes()) {
                            Fault fault = arena.fault("restart " + node.name());
                            node.stop();
                            arena.work(Duration.ofSeconds(1));
                            arena.restart(node);
                            arena.endFault(fault);
                            arena.work(Duration.ofSeconds(2));
                        }
                        arena.work(COOL_DOWN);
                    })
            .with(Trait.ONE_RETRY);

    static final Scenario RESTART_ALL =
            Scenario.of("restart-all", "all nodes are killed at once, then started at once", arena -> {
                arena.work(WARM_UP);
                restartAll(arena, "all restart");
                arena.work(COOL_DOWN);
            });

    static final Scenario RESTART_ALL_BEHIND = Scenario.of(
                    "restart-all-clocks-behind",
                    "all nodes are killed, then started with clocks ten minutes behind, so versions decrease",
                    arena -> {
                        arena.work(WARM_UP);
                        arena.setClocks(Duration.ofMinutes(-10));
                        restartAll(arena, "all restart in the past");
                        arena.work(COOL_DOWN);
                    })
            .with(Trait.CLOCKS, Trait.SHORT);

    static final Scenario CLOCKS_APART = Scenario.of(
                    "clocks-apart", "one clock ten minutes ahead, one ten minutes behind; then a crash", arena -> {
                        arena.clock(0).set(Duration.ofMinutes(10));
                        arena.clock(1).set(Duration.ofMinutes(-10));
                        arena.work(Duration.ofSeconds(8));
                        killAndRestart(arena, 0);
                        killAndRestart(arena, 2);
                    })
            .with(Trait.CLOCKS);

    /**
     * If the clocks of members differ by more than half of the heartbeat timeout, Hazelcast considers them dead and
     * splits the cluster.
     */
    static final Scenario CLOCKS_JUMPING = Scenario.of(
                    "clocks-jumping",
                    "clocks jump by up to ten minutes in both directions; then a crash; quorum two of three",
                    arena -> {
                        Fault fault = arena.fault("clocks jump");
                        for (int jump = 0; jump < 12; jump++) {
                            arena.clock(jump % 3)
                                    .set(Duration.ofSeconds(
                                            ThreadLocalRandom.current().nextInt(-600, 600)));
                            arena.work(Duration.ofMillis(1500));
                        }
                        arena.awaitTogether();
                        arena.endFault(fault);
                        killAndRestart(arena, 1);
                    })
            .setting(QUORUM, "2")
            .with(Trait.CLOCKS);

    static final Scenario DEATH_BEFORE_PUBLICATION = Scenario.of(
                    "death-before-publication",
                    "a node dies between the database commit and the publication",
                    arena -> {
                        // The first node owned all partitions. Its death within ten seconds would raise all floors,
                        // which hides a miss.
                        arena.work(Duration.ofSeconds(14));
                        Fault fault = arena.fault("c dies after the commit");
                        arena.commitAndDie(arena.node(2));
                        arena.endFault(fault);
                        arena.work(COOL_DOWN);
                    })
            .withLoad(Load.READING)
            .with(Trait.SHORT);

    static final Scenario ROLLBACKS = Scenario.of("rollbacks", "transactions that are rolled back", arena -> {
                arena.work(WARM_UP);
                for (NodeProcess node : arena.nodes()) {
                    arena.rollBack(node);
                    arena.work(Duration.ofSeconds(1));
                }
                // Longer than the interval at which nodes look for abandoned intents.
                arena.work(Duration.ofSeconds(12));
            })
            .withLoad(Load.READING)
            .with(Trait.CALM);

    static final Scenario SWEEPER = Scenario.of(
                    "tiny-capacity",
                    "room for twenty of two hundred keys, each kept for two seconds at most",
                    arena -> {
                        arena.work(Duration.ofSeconds(15));
                        killAndRestart(arena, 0);
                    })
            .setting("reality.memory.max-keys", "20")
            .setting("reality.retention", "PT2S")
            .setting("reality.sweep.interval", "PT0.2S");

    static final Scenario PAYARA_KILL_ONE = Scenario.of(
                    "payara-kill-one",
                    "kill -9 of one of two Payara Micro servers that use the Hazelcast of the server",
                    killing(0))
            .nodes(2)
            .with(Trait.PAYARA);

    static final Scenario PAYARA_PAUSE = Scenario.of(
                    "payara-pause-2", "one of two Payara Micro servers is paused for 2 s", pausing(2))
            .nodes(2)
            .wakingWithin(Arena.CRASH_WAKE.plusSeconds(2))
            .with(Trait.PAYARA);

    static final List<Scenario> ALL = List.of(
            CALM,
            HOPPING,
            LOST_HINTS,
            KILL_ONE,
            KILL_TWO,
            KILL_TWO_OF_TWO_BACKUPS,
            LOST_BACKUP,
            PAUSE_2,
            PAUSE_8,
            PAUSE_15,
            SPLIT_QUORUM,
            ONE_WAY_QUORUM,
            RING_QUORUM,
            SPLIT,
            SPLIT_CLOCKS_APART,
            ONE_WAY,
            ROLLING_RESTART,
            RESTART_ALL,
            RESTART_ALL_BEHIND,
            CLOCKS_APART,
            CLOCKS_JUMPING,
            DEATH_BEFORE_PUBLICATION,
            ROLLBACKS,
            SWEEPER,
            PAYARA_KILL_ONE,
            PAYARA_PAUSE);

    private Scenarios() {}

    private static Script killing(int... victims) {
        return arena -> {
            arena.work(WARM_UP);
            List<String> names = new ArrayList<>();
            for (int victim : victims) {
                names.add(arena.node(victim).name());
            }
            Fault fault = arena.fault("kill -9 " + String.join(", ", names));
            for (int victim : victims) {
                arena.node(victim).kill();
            }
            arena.work(Duration.ofSeconds(8));
            arena.endFault(fault);
            Fault back = arena.fault("restart " + String.join(", ", names));
            for (int victim : victims) {
                arena.node(victim).start();
            }
            arena.awaitTogether();
            arena.endFault(back);
            arena.work(COOL_DOWN);
        };
    }

    private static void killAndRestart(Arena arena, int victim) throws InterruptedException {
        Fault fault = arena.fault("kill -9 " + arena.node(victim).name());
        arena.node(victim).kill();
        arena.work(Duration.ofSeconds(5));
        arena.restart(arena.node(victim));
        arena.endFault(fault);
        arena.work(COOL_DOWN);
    }

    private static void restartAll(Arena arena, String label) throws InterruptedException {
        Fault fault = arena.fault(label);
        arena.nodes().forEach(NodeProcess::kill);
        arena.nodes().forEach(NodeProcess::start);
        arena.awaitTogether();
        arena.endFault(fault);
    }

    private static Scenario pause(int seconds) {
        return Scenario.of(
                        "pause-" + seconds,
                        "a node is paused (SIGSTOP) for " + seconds + " s"
                                + (seconds > 5 ? "; quorum two of three" : ""),
                        pausing(seconds))
                .wakingWithin(Arena.CRASH_WAKE.plusSeconds(6).plusSeconds(seconds));
    }

    /** Sends writes to the paused node for keys that it owns. They reach it when it resumes. */
    private static Script pausing(int seconds) {
        return arena -> {
            arena.work(WARM_UP);
            Fault fault = arena.fault("pause a");
            List<Key> owned = arena.hasControl() ? arena.ownedBy(arena.node(0)) : arena.keys();
            arena.node(0).pause();
            arena.work(Duration.ofSeconds(seconds).minus(AHEAD));
            List<Thread> writers = arena.beginWriting(arena.node(0), owned);
            arena.work(AHEAD);
            arena.node(0).resume();
            arena.work(Duration.ofSeconds(3));
            arena.endWriting(writers);
            arena.awaitTogether();
            arena.endFault(fault);
            arena.work(COOL_DOWN);
        };
    }

    private static Script splitWithQuorum(Script cut) {
        return arena -> {
            arena.work(WARM_UP);
            Fault fault = arena.fault("a cut off");
            cut.run(arena);
            arena.expectRefusal(arena.node(0));
            arena.work(Duration.ofSeconds(5));
            arena.heal();
            arena.awaitTogether();
            arena.endFault(fault);
            arena.work(COOL_DOWN);
        };
    }

    private static Script splitWithoutQuorum(Script cut) {
        return arena -> {
            arena.work(WARM_UP);
            Fault fault = arena.fault("a cut off");
            arena.journal().tolerate();
            cut.run(arena);
            arena.work(Duration.ofSeconds(15));
            arena.heal();
            arena.expectConvergence();
            arena.endFault(fault);
            arena.work(COOL_DOWN);
        };
    }
}
