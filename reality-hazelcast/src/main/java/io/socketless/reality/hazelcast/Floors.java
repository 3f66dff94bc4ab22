package io.socketless.reality.hazelcast;

import com.hazelcast.map.IMap;
import io.socketless.reality.KeyState;
import io.socketless.reality.spi.Versions;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Detects that entries can have been lost, and then raises the floor of their partition, which makes every client
 * refetch.
 *
 * <p>Hazelcast keeps each partition on an owner and on some backups, but an acknowledged write can be missing on a
 * backup: it is acknowledged without it after a timeout, and the backups of a member that leaves are credited. When
 * the owner dies, a backup that is behind, or an empty partition, replaces it, and nothing in it shows that
 * something is missing. Therefore:
 *
 * <p><b>The floor is in the partition that it guards</b>, under a reserved key. An event that loses all entries
 * loses the floor as well, and a missing floor is created again above every version that can have been issued.
 *
 * <p><b>The floor names the owner</b> of the partition at the time of writing. Each read fetches the floors of its
 * keys in the same bulk read, then looks up the members and the owners (in this order, both later than the read),
 * and judges:
 *
 * <ol>
 *   <li>No floor: create one ({@code putIfAbsent}).
 *   <li>The floor names a process that is not a member: it can have died. Raise (compare-and-set) and name the
 *       current owner.
 *   <li>The floor names the owner, and this node remembers nothing against it (below): valid.
 *   <li>The floor names another process that is still a member: the partition moved, and a migration copies
 *       everything, so the floor is right. Once that member has released the partition, bind the floor to the new
 *       owner without raising (compare-and-set), because the death of the <em>new</em> owner must show.
 * </ol>
 *
 * No read is answered and no write is confirmed before every floor concerned is valid. Any node can take any of
 * these steps, twice, or at the same time as another: each is one compare-and-set, and versions only rise.
 *
 * <p><b>The caller does not wait for a repair it starts</b>, but reads again: a floor is valid because it can be
 * read. Hazelcast returns from a compare-and-set when the backups have acknowledged it. After a member has come or
 * gone, a backup sometimes never does, because it has an older partition table than the owner and drops the
 * operation. The call then takes {@code hazelcast.operation.backup.timeout.millis}, 5 seconds by default, while
 * every other node already reads the new floor.
 *
 * <p><b>The name of the owner is not sufficient</b>, as these interleavings show:
 *
 * <ul>
 *   <li>The partition moves from A to B. B dies before its floor is bound to it, or the binding itself was not
 *       backed up. A, which lives, or a backup whose floor says A, gets the partition back. The floor names a
 *       living member, perhaps even the owner, and yet writes from the time when B owned it can be lost. No state
 *       within the partition shows that. So every node remembers the recent owners of each partition
 *       ({@link Owners}: observed once a second, at every migration and with each read). When a recent owner
 *       leaves, its partitions <em>owe a raise</em>. The raise records the loss in the floor
 *       ({@link Floor#losses}), which satisfies all other nodes that owe it. If that floor is lost in turn, so is
 *       the record.
 *   <li>The partition moves from A to B, and A is not yet notified: by default Hazelcast lets A answer reads from
 *       its old copy. Such an answer is valid by A's own floor, and must not come after a change that B has
 *       confirmed. So only a node on A binds the floor to B ({@link #release}): its own table shows that A is not
 *       the owner any more, and by the same table A refuses reads. Other nodes bind it {@value #RELEASE_MILLIS} ms
 *       later. That is the longest time for which a node answers without checking that it still belongs to the
 *       cluster ({@link Lease}). If no node lives on A, or A has no partition left because it shuts down, which
 *       ends its answers first, they wait {@value #SETTLE_MILLIS} ms. A raise of a floor that names A waits in the
 *       same way.
 *   <li>A member dies. Its successor is already in the partition table of this node, but the death is not in its
 *       member list: this looks like rule 4, and the same wait covers it. If the old owner leaves within seconds
 *       after that, the first of these rules raises after all.
 *   <li>A read fetches a floor. Another thread of this node raises it, which settles the debt. Only then is the
 *       first floor judged: it precedes the raise, and the node owes nothing any more. So a node also remembers the
 *       highest version at which it has seen each floor, records that in the same step that settles, and never
 *       relies on a lower one. It tries to raise it. If the read was merely old, the compare-and-set fails and the
 *       next read finds the raised floor. If the floor really fell back, that is a loss too.
 *   <li>A floor bound to B is moved to C and back. A slow compare-and-set can then bind it to a member that is not
 *       the owner. The next read finds rule 4 again.
 * </ul>
 *
 * {@link FloorRepair} also repairs losses, moves and merges in the background at once, on all partitions, since a
 * node that joins later does not remember them. After the merge of a split cluster every floor is raised: both
 * sides issued versions, and the merge dropped some.
 *
 * <p>The {@link Sweeper} raises a valid floor without a loss, and so leaves its losses and owner unchanged.
 *
 * <p>Two gaps remain. A node never learns of a death (it joined later), the last write of the floor missed the
 * backup, and no node that saw the death has raised the floor yet. And a Hazelcast client learns of members and
 * owners from members: for that instant it can still rely on a floor whose owner has just died; its next read does
 * not.
 *
 * <p><b>How high.</b> Above {@link Versions#ceiling} of the cluster's time, which no candidate can exceed, and
 * above everything this node has seen. The latter counts if many writes within a second, or a clock set back, left
 * versions above the ceiling.
 *
 * <p>Thread-safe. {@link #release} blocks; {@link #judge} answers from local memory.
 */
final class Floors {

    private static final System.Logger LOG = System.getLogger(Floors.class.getName());
    static final long SETTLE_MILLIS = 100;
    static final long RELEASE_MILLIS = Lease.LONGEST_STALE_MILLIS;

    private final IMap<String, byte[]> map;
    private final Topology topology;
    private final Owners owners;
    private final Predicate<UUID> nodeCanLiveOn;
    private final Clock clock;
    private final Executor repairs;
    private final Set<Repair> running = ConcurrentHashMap.newKeySet();
    private final AtomicLong highest = new AtomicLong(1);

    /**
     * @param nodeCanLiveOn whether a node that calls {@link #release} can live on a member
     * @param repairs runs each compare-and-set of a floor, which can take seconds
     */
    Floors(
            IMap<String, byte[]> map,
            Topology topology,
            Owners owners,
            Predicate<UUID> nodeCanLiveOn,
            Clock clock,
            Executor repairs) {
        this.map = map;
        this.topology = topology;
        this.owners = owners;
        this.nodeCanLiveOn = nodeCanLiveOn;
        this.clock = clock;
        this.repairs = repairs;
    }

    /** Remembers a version that was read, written or received in an event. */
    void seen(long version) {
        highest.accumulateAndGet(version, Math::max);
    }

    /** The later of the cluster's time and this node's; the latter counts as far ahead as candidates can be. */
    long now() {
        long clusterTime = topology.clusterTime();
        return Math.max(clusterTime, Math.min(clock.millis(), clusterTime + Versions.MAX_AHEAD_MILLIS));
    }

    /**
     * Judges the floors of some partitions and starts the repairs that are possible.
     *
     * @param values the bytes read, before this call, for the keys of these floors; other keys are ignored
     */
    Judgement judge(Collection<Integer> partitions, Map<String, byte[]> values) {
        Owners.View view = owners.observe(partitions);
        Map<Integer, Long> valid = new HashMap<>();
        boolean takesTime = false;
        for (int partition : partitions) {
            String key = topology.floorKey(partition);
            byte[] bytes = values.get(key);
            Floor floor = bytes == null ? null : decoded(bytes);
            UUID owner = view.owners().get(partition);
            if (owner == null || !view.members().contains(owner)) {
                takesTime = true;
                continue;
            }
            if (floor != null) {
                owners.settled(partition, floor.losses(), floor.version());
            }
            Owners.Demand demand = owners.demand(partition);
            Set<UUID> losses = losses(demand, floor, view);
            if (floor == null || bytes == null) {
                takesTime |= !start(partition, null, () -> create(partition, key, owner, losses));
            } else if (!hasReleased(partition, floor.owner(), owner, view)) {
                takesTime = true;
            } else if (!losses.isEmpty()) {
                takesTime |= !start(partition, bytes, () -> raise(partition, key, bytes, floor, owner, losses));
            } else if (floor.version() < demand.least()) {
                Set<UUID> loss = Set.of(UUID.randomUUID());
                takesTime |= !start(partition, bytes, () -> raise(partition, key, bytes, floor, owner, loss));
            } else if (floor.owner().equals(owner)) {
                owners.bound(partition);
                valid.put(partition, floor.version());
            } else {
                takesTime |= !start(
                        partition,
                        bytes,
                        () -> map.replace(key, bytes, floor.boundTo(owner).encoded()));
            }
        }
        return new Judgement(valid.size() == partitions.size(), valid, view.members(), takesTime);
    }

    /** Binds the floors of partitions that have moved away from the member of this node. Blocks. */
    void release() {
        Set<Integer> left = topology.here().map(owners::leftBy).orElse(Set.of());
        if (!left.isEmpty()) {
            judge(left, map.getAll(left.stream().map(topology::floorKey).collect(Collectors.toSet())));
        }
    }

    /** Makes every floor invalid until it is raised: clusters have merged. */
    void raiseAll() {
        owners.oweEverywhere(UUID.randomUUID());
    }

    /** A version above everything that can have been issued. */
    long issuedAbove(long floor) {
        long ceiling = Versions.ceiling(now());
        return Math.min(Math.max(ceiling, Math.max(highest.get(), floor) + 1), KeyState.MAX_VERSION);
    }

    private Floor decoded(byte[] bytes) {
        Floor floor = Floor.decoded(bytes);
        seen(floor.version());
        return floor;
    }

    private static Set<UUID> losses(Owners.Demand demand, @Nullable Floor floor, Owners.View view) {
        Set<UUID> losses = new HashSet<>(demand.losses());
        if (floor != null && !view.members().contains(floor.owner())) {
            losses.add(floor.owner());
        }
        return losses;
    }

    /** Whether the member that a floor names is the owner, or no longer answers reads of the partition. */
    private boolean hasReleased(int partition, UUID named, UUID owner, Owners.View view) {
        if (named.equals(owner) || !view.members().contains(named) || topology.isHere(named)) {
            return true;
        }
        boolean canAnswer = nodeCanLiveOn.test(named) && topology.ownsAny(named);
        long wait = canAnswer ? RELEASE_MILLIS : SETTLE_MILLIS;
        return owners.movedFor(partition, owner, System.nanoTime()) >= TimeUnit.MILLISECONDS.toNanos(wait);
    }

    /**
     * Starts a step, unless one from the same floor is running.
     *
     * @param from the floor that it replaces, null if there is none
     * @return whether it was started
     */
    private boolean start(int partition, byte @Nullable [] from, Runnable step) {
        Repair repair = new Repair(partition, ByteBuffer.wrap(from == null ? new byte[0] : from));
        boolean starts = running.add(repair);
        if (starts) {
            try {
                repairs.execute(() -> {
                    try {
                        step.run();
                    } catch (RuntimeException failed) {
                        LOG.log(Level.DEBUG, "Could not repair a floor; the next read tries again", failed);
                    } finally {
                        running.remove(repair);
                    }
                });
            } catch (RejectedExecutionException closed) {
                running.remove(repair);
                throw closed;
            }
        }
        return starts;
    }

    private void create(int partition, String key, UUID owner, Set<UUID> losses) {
        Floor created = new Floor(0, owner, List.of()).raised(issuedAbove(0), owner, losses);
        if (map.putIfAbsent(key, created.encoded()) == null) {
            owners.settled(partition, losses, created.version());
        }
    }

    private void raise(int partition, String key, byte[] bytes, Floor floor, UUID owner, Set<UUID> losses) {
        Floor raised = floor.raised(issuedAbove(floor.version()), owner, losses);
        if (map.replace(key, bytes, raised.encoded())) {
            owners.settled(partition, losses, raised.version());
        }
    }

    /**
     * The result of judging some floors.
     *
     * @param valid whether all of them are valid
     * @param versions the valid ones, by partition
     * @param members the data members at the time of the judgement
     * @param takesTime whether an invalid floor takes time to become valid, not only another read
     */
    record Judgement(boolean valid, Map<Integer, Long> versions, Set<UUID> members, boolean takesTime) {}

    /** A running step, by the floor that it replaces. */
    private record Repair(int partition, ByteBuffer from) {}
}
