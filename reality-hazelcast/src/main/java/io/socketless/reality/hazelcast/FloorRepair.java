package io.socketless.reality.hazelcast;

import java.time.Duration;

/**
 * Repairs floors in the background, on all partitions, because a node that joins later does not know of earlier losses.
 *
 * <p>Protocol: the owners are observed before the first event is subscribed to. From then on each change of the
 * topology, each refresh and each merge requests a repair: observe the owners, then read all floors until they are
 * valid. A partition that moved away from this member requests a release, which binds its floor to the new owner;
 * the other nodes wait for that. Both are gathered: one run serves all requests made before it begins. Each step is
 * a compare-and-set of {@link Floors}, so any number of runs, on any number of nodes, can overlap.
 *
 * <p>Thread-safe. Requests never block.
 */
final class FloorRepair {

    private static final Duration GATHERING = Duration.ofMillis(20);

    private final Owners owners;
    private final Floors floors;
    private final ValidReads reads;
    private final CoalescedTask repair;
    private final CoalescedTask release;

    FloorRepair(Owners owners, Floors floors, ValidReads reads, Calls calls, Timer timer) {
        this.owners = owners;
        this.floors = floors;
        this.reads = reads;
        this.repair = new CoalescedTask(calls::startUpkeep, begun -> {
            begun.run();
            owners.observeAll();
            reads.allFloors();
        });
        this.release = new CoalescedTask(task -> timer.after(GATHERING, () -> calls.startUpkeep(task)), begun -> {
            begun.run();
            floors.release();
        });
    }

    /** Observes the owners of all partitions for the first time. Blocks. */
    void observe() {
        owners.observeAll();
    }

    /** Makes all floors valid if there is a quorum; otherwise that happens when further members have joined. Blocks. */
    void settle() throws InterruptedException {
        if (reads.hasQuorum()) {
            reads.allFloors();
        }
    }

    /** Observes all owners once a second, and releases again, in case the partition table lagged behind its event. */
    void tick() {
        owners.tick();
        requestRelease();
    }

    void requestRepair() {
        repair.request();
    }

    void requestRelease() {
        release.request();
    }

    /** From now on no floor is valid until it is raised. */
    void raiseAll() {
        floors.raiseAll();
    }
}
