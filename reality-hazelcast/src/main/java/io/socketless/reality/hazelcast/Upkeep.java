package io.socketless.reality.hazelcast;

import java.time.Duration;

/**
 * The periodic work of a node, and its reaction to changes of the cluster.
 *
 * <p>Protocol: the timer thread only observes and starts; everything that calls the cluster runs on {@link Calls}.
 * Each kind of work tolerates lost events, because a timer repeats it, and parallel runs, on this node and on
 * others.
 *
 * <table>
 * <caption>Work</caption>
 * <tr><td>floors</td><td>at each change, every 10 s and, for the owners, every second ({@link FloorRepair})</td></tr>
 * <tr><td>roster</td><td>every 10 s ({@link Roster})</td></tr>
 * <tr><td>intents</td><td>at each change, every 10 s, and when one is due ({@link Intents})</td></tr>
 * <tr><td>sweep</td><td>every {@code reality.sweep.interval} ({@link Sweeper})</td></tr>
 * </table>
 *
 * <p>Thread-safe. Events never block.
 */
final class Upkeep implements TopologyListener, AutoCloseable {

    private static final Duration TICK = Duration.ofSeconds(1);

    private final Timer timer;
    private final Calls calls;
    private final Topology topology;
    private final FloorRepair floors;
    private final Notifications notifications;
    private final Roster roster;
    private final Intents intents;
    private final Sweeper sweeper;
    private final CoalescedTask intentRecheck;

    Upkeep(
            Timer timer,
            Calls calls,
            Topology topology,
            FloorRepair floors,
            Notifications notifications,
            Roster roster,
            Intents intents,
            Sweeper sweeper) {
        this.timer = timer;
        this.calls = calls;
        this.topology = topology;
        this.floors = floors;
        this.notifications = notifications;
        this.roster = roster;
        this.intents = intents;
        this.sweeper = sweeper;
        this.intentRecheck = new CoalescedTask(calls::startUpkeep, intents::recheck);
    }

    /** Begins the periodic work. */
    void start() {
        timer.every(TICK, this::tick);
        timer.every(Roster.REFRESH, this::startRefresh);
        timer.every(sweeper.interval(), () -> calls.startUpkeep(sweeper::run));
        startRefresh();
    }

    @Override
    public void topologyChanged() {
        notifications.uncertain();
        floors.requestRepair();
        intentRecheck.request();
    }

    @Override
    public void clustersMerged() {
        floors.raiseAll();
        topologyChanged();
    }

    @Override
    public void partitionMovedAway() {
        floors.requestRelease();
    }

    private void tick() {
        if (topology.running()) {
            floors.tick();
            if (intents.due()) {
                intentRecheck.request();
            }
        }
    }

    private void startRefresh() {
        calls.startUpkeep(() -> {
            try {
                roster.refresh();
            } finally {
                floors.requestRepair();
                intentRecheck.request();
            }
        });
    }

    /** Stops the periodic work. */
    @Override
    public void close() {
        timer.close();
    }
}
