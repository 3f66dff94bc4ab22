package io.socketless.reality.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.IntentLog;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.Peer;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.StoreListener;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Versions in a map that many nodes share. This class connects the parts; each part documents its protocol.
 *
 * <p>The map holds bytes under plain strings and is changed by compare-and-set only, so members need none of our
 * classes: an {@link Entry} for each key, also for a deleted one, and a {@link Floor} for each partition.
 *
 * <table>
 * <caption>Parts</caption>
 * <tr><td>{@link Floors}, {@link Owners}</td><td>detect that entries can have been lost</td></tr>
 * <tr><td>{@link Lease}</td><td>bounds how long a node can answer from its own view</td></tr>
 * <tr><td>{@link ValidReads}, {@link LeasedReads}</td><td>read under both</td></tr>
 * <tr><td>{@link ConfirmedWrites}</td><td>write, and confirm</td></tr>
 * <tr><td>{@link Upkeep}</td><td>periodic work: floors, {@link Roster}, {@link Intents}, {@link Sweeper}</td></tr>
 * <tr><td>{@link ShutdownDelay}</td><td>leaves a JVM that exits</td></tr>
 * </table>
 *
 * <p>Thread-safe.
 */
final class HazelcastStore implements RealityStore {

    private static final System.Logger LOG = System.getLogger(HazelcastStore.class.getName());
    private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);

    private final Runnable release;
    private final Calls calls;
    private final Timer leaseTimer;
    private final Lease lease;
    private final FloorRepair floorRepair;
    private final Notifications notifications;
    private final Roster roster;
    private final Intents intents;
    private final LeasedReads reads;
    private final ConfirmedWrites writes;
    private final Upkeep upkeep;
    private final Subscriptions subscriptions;
    private final ShutdownDelay shutdownDelay;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Opens the store on a running instance.
     *
     * @throws RealityUnavailableException if the cluster does not answer; the instance is then unchanged and not
     *     released
     */
    static HazelcastStore open(
            Attachment attachment, String mapName, int quorum, Bounds bounds, NodeIdentity self, Clock clock) {
        HazelcastStore store = new HazelcastStore(attachment, mapName, quorum, bounds, self, clock);
        try {
            store.start();
            return store;
        } catch (RuntimeException | Error failed) {
            store.leave();
            throw failed;
        }
    }

    private HazelcastStore(
            Attachment attachment, String mapName, int quorum, Bounds bounds, NodeIdentity self, Clock clock) {
        HazelcastInstance instance = attachment.instance();
        IMap<String, byte[]> map = instance.getMap(mapName);
        IMap<String, String> nodes = instance.getMap(mapName + "-nodes");
        Topology topology = new Topology(instance);
        Owners owners = new Owners(topology);
        Timer timer = new Timer("reality-" + mapName + "-timer");
        release = attachment.release();
        calls = new Calls("reality-" + mapName);
        roster = new Roster(nodes, topology, self.name());
        Floors floors = new Floors(map, topology, owners, roster::mayLiveOn, clock, calls::startAside);
        notifications = new Notifications(floors, timer);
        leaseTimer = new Timer("reality-" + mapName + "-lease");
        lease = new Lease(
                Lease.length(instance),
                quorum,
                new OtherMembers(map, topology),
                leaseTimer,
                System::nanoTime,
                clock::millis,
                this::topologyChanged,
                this::clustersMerged);
        ValidReads validReads = new ValidReads(map, topology, floors, quorum);
        reads = new LeasedReads(map, topology, validReads, lease, self.serverId());
        writes = new ConfirmedWrites(map, topology, floors, validReads, lease, calls, clock);
        Sweeper sweeper = new Sweeper(map, topology, validReads, bounds, topology::clusterTime, this::isLeader, calls);
        intents = new Intents(
                instance.getMap(mapName + MapShape.INTENTS), topology, roster, writes::write, System::nanoTime);
        floorRepair = new FloorRepair(owners, floors, validReads, calls, timer);
        upkeep = new Upkeep(timer, calls, topology, floorRepair, notifications, roster, intents, sweeper);
        subscriptions = new Subscriptions(instance, map, nodes);
        shutdownDelay = new ShutdownDelay(instance, this::leaveOnce);
    }

    private void start() {
        calls.await(Attempts.LIMIT, () -> {
            floorRepair.observe();
            subscriptions.subscribe(notifications, roster, upkeep, shutdownDelay::instanceStopping);
            floorRepair.settle();
            return true;
        });
        lease.begin();
        leaseTimer.every(lease.period(), lease::step);
        upkeep.start();
    }

    @Override
    public Map<String, KeyState> read(Set<String> keys) {
        requireOpen();
        return keys.isEmpty() ? Map.of() : calls.await(Attempts.LIMIT, () -> reads.read(keys));
    }

    @Override
    public Map<String, KeyState> write(Collection<Change> changes) {
        requireOpen();
        return changes.isEmpty() ? Map.of() : calls.await(Attempts.LIMIT.plusSeconds(1), () -> writes.write(changes));
    }

    @Override
    public List<KeyState> changedSince(long version) {
        requireOpen();
        return calls.await(Attempts.LIMIT, () -> reads.changedSince(version));
    }

    @Override
    public void listen(StoreListener listener) {
        notifications.add(listener);
    }

    @Override
    public List<Peer> peers() {
        return closed.get() ? List.of() : roster.peers();
    }

    @Override
    public Optional<IntentLog> intents() {
        return Optional.of(intents);
    }

    @Override
    public void close() {
        if (leaveOnce()) {
            release.run();
        }
    }

    private boolean leaveOnce() {
        boolean first = closed.compareAndSet(false, true);
        if (first) {
            leave();
        }
        return first;
    }

    private void leave() {
        closed.set(true);
        upkeep.close();
        leaseTimer.close();
        notifications.clear();
        try {
            calls.await(LEAVE_LIMIT, () -> {
                subscriptions.cancel();
                roster.leave();
                return true;
            });
        } catch (RealityUnavailableException unreachable) {
            LOG.log(Level.DEBUG, "Could not remove this node from the roster", unreachable);
        }
        calls.close();
        try {
            calls.awaitEnd(LEAVE_LIMIT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        shutdownDelay.storeClosed();
    }

    /** Whether this node does the work that one node does for all, and still belongs to the cluster. */
    private boolean isLeader() {
        return roster.leads() && lease.held();
    }

    private void topologyChanged() {
        upkeep.topologyChanged();
    }

    /** Two clusters have become one: raises every floor. */
    void clustersMerged() {
        upkeep.clustersMerged();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new RealityUnavailableException("The store is closed");
        }
    }
}
