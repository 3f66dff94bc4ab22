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
 * Notices that entries may have been lost, and then raises the floor of their partition, so that every client refetches.
 *
 * <p>Hazelcast keeps each partition on an owner and on some backups, but an acknowledged write may be missing on a backup: it is
 * acknowledged without it after a timeout, and the backups of a member that leaves are credited. When the owner dies, a backup
 * that is behind, or an empty partition, takes its place, and nothing in it tells that something is missing. So:
 *
 * <p><b>The floor is in the partition that it guards</b>, under a reserved key. What loses all entries loses the floor as well,
 * and a missing floor is made anew, above every version that can have been issued.
 *
 * <p><b>The floor names the owner</b> of the partition at the time of writing. Each read fetches the floors of its keys in the same
 * bulk read, then looks at the members and the owners (in this order, both later than the read), and judges:
 *
 * <ol>
 *   <li>No floor: make one ({@code putIfAbsent}).
 *   <li>The floor names one that is not a member: it may have died, raise (compare-and-set) and name the present owner.
 *   <li>The floor names the owner, and this node knows of nothing against it (below): sound.
 *   <li>The floor names another who is still a member: the partition moved, and a migration copies everything, so the floor is
 *       right. Once that other has let go of the partition, bind the floor to the new owner without raising (compare-and-set), because
 *       the death of the <em>new</em> owner has to show.
 * </ol>
 *
 * Nobody answers a read or confirms a write before every floor concerned is sound. Any node may do any of these steps, twice, or at
 * the same time as another: each is one compare-and-set, and versions only rise.
 *
 * <p><b>Who judges does not wait for the step</b> that it begins, but looks again: what makes a floor sound is that it is there to be
 * read. Hazelcast returns from a compare-and-set when the backups have acknowledged it, and after a member has come or gone it happens that one
 * never does, because it has an older partition table than the owner and drops what it is sent. The call then takes
 * {@code hazelcast.operation.backup.timeout.millis}, 5 seconds by default, while every other node already reads the new floor.
 *
 * <p><b>Naming alone is not enough</b>, as these interleavings show:
 *
 * <ul>
 *   <li>The partition moves from A to B; B dies before its floor is bound to it, or the binding itself was not backed up; A, who lives,
 *       or a backup whose floor says A, gets the partition back. The floor names a living member, perhaps even the owner, and yet
 *       what was written while B owned it may be gone. No state within the partition can tell. So every node
 *       remembers who owned each partition lately ({@link Owners}: looked at once a second, at every migration and with each read), and
 *       when a recent owner leaves, its partitions <em>owe a raise</em>. The raise notes the loss in the floor
 *       ({@link Floor#survived}), which satisfies all other nodes that owe it; if that floor is lost in turn, so is the note.
 *   <li>The partition moves from A to B, and A has not heard of it: unless it is configured otherwise, Hazelcast lets A answer reads from
 *       what it still has. Such an answer is sound by A's own floor, and must not come after a change that B has confirmed. So only
 *       a node that lives on A binds the floor to B ({@link #release}): it sees by its own table that A is not the owner any
 *       more, and by the same table A refuses reads. Others do it {@value #PATIENCE_MILLIS} ms later, which is longer than a node may
 *       stand still without asking whether it is still one of the others ({@link Lease}). Where no node lives on A, or
 *       A has no partition left because it shuts down, which ends its answers first, they wait {@value #SETTLE_MILLIS} ms. A raise of a floor that names A waits in the same way.
 *   <li>A member dies, its successor is already in the partition table of this node, but the news of the death is not: this looks like
 *       rule 4, and the same wait makes up for it; if the old owner leaves within seconds after, the first of these rules raises after all.
 *   <li>A read fetches a floor; another thread of this node raises it, which settles what was owed; only then is the first judged: its floor
 *       is from before the raise, and nothing is owed any more. So a node also remembers the highest version at which it has
 *       seen each floor, takes note of that in the same step that settles, and never relies on a lower one. It tries to raise it: where the
 *       read was merely old, the compare-and-set fails and the next read finds the raised floor; where the floor really
 *       fell back, that is a loss too.
 *   <li>A floor bound to B is moved to C and back: a compare-and-set that was slow may then bind it to a member that is not the
 *       owner. The next look finds rule 4 again.
 * </ul>
 *
 * Losses, moves and merges are also repaired in the background at once, on all partitions, since a node that joins later has no memory
 * of them. After the merge of a split cluster every floor is raised: both sides issued versions, and the merge dropped some.
 *
 * <p>The {@link Sweeper} raises a sound floor by choice, not for a loss, and so leaves its losses and owner as they are.
 *
 * <p>What is left: a node must miss a death for good (it joined after), the floor's last write must have missed the backup, and no node
 * that saw the death may have come to raise the floor yet. And a client is told of members and owners by other members, so for the
 * instant that this takes it may still trust a floor whose owner just died; its next read does not.
 *
 * <p><b>How high.</b> Above {@link Versions#ceiling} of the cluster's time, which no candidate can exceed, and above everything this
 * node has seen, which counts where many writes within a second, or a clock set back, left versions above that.
 *
 * <p>Thread-safe. {@link #release} blocks; {@link #judge} answers from local memory.
 */
final class Floors {

    private static final System.Logger LOG = System.getLogger(Floors.class.getName());
    static final long SETTLE_MILLIS = 100;
    static final long PATIENCE_MILLIS = 2_500;

    private final IMap<String, byte[]> map;
    private final Topology topology;
    private final Owners owners;
    private final Predicate<UUID> nodeMayLiveOn;
    private final Clock clock;
    private final Executor repairs;
    private final Set<Repair> underWay = ConcurrentHashMap.newKeySet();
    private final AtomicLong highest = new AtomicLong(1);

    /**
     * @param nodeMayLiveOn whether a node that does what {@link #release} does may live on a member
     * @param repairs runs each compare-and-set of a floor; it may take seconds
     */
    Floors(
            IMap<String, byte[]> map,
            Topology topology,
            Owners owners,
            Predicate<UUID> nodeMayLiveOn,
            Clock clock,
            Executor repairs) {
        this.map = map;
        this.topology = topology;
        this.owners = owners;
        this.nodeMayLiveOn = nodeMayLiveOn;
        this.clock = clock;
        this.repairs = repairs;
    }

    /** Remembers a version that was read, written or heard of. */
    void seen(long version) {
        highest.accumulateAndGet(version, Math::max);
    }

    /** The later of the cluster's time and this node's, which may be ahead of it as far as candidates may. */
    long now() {
        long clusterTime = topology.clusterTime();
        return Math.max(clusterTime, Math.min(clock.millis(), clusterTime + Versions.MAX_AHEAD_MILLIS));
    }

    /**
     * Judges the floors of some partitions and begins to repair what can be repaired.
     *
     * @param values what was read, before this call, of the keys of these floors; others are ignored
     * @return the floors as they were read, if all of them are sound; else empty, and it takes another read to know
     */
    Judgement judge(Collection<Integer> partitions, Map<String, byte[]> values) {
        Owners.View view = owners.observe(partitions);
        Map<Integer, Long> sound = new HashMap<>();
        boolean patience = false;
        for (int partition : partitions) {
            String key = topology.floorKey(partition);
            byte[] bytes = values.get(key);
            Floor floor = bytes == null ? null : decoded(bytes);
            UUID owner = view.owners().get(partition);
            if (owner == null || !view.members().contains(owner)) {
                patience = true;
                continue;
            }
            if (floor != null) {
                owners.settled(partition, floor.survived(), floor.version());
            }
            Owners.Demand demand = owners.demand(partition);
            Set<UUID> losses = losses(demand, floor, view);
            if (floor == null || bytes == null) {
                patience |= !begin(partition, null, () -> make(partition, key, owner, losses));
            } else if (!hasLetGo(partition, floor.owner(), owner, view)) {
                patience = true;
            } else if (!losses.isEmpty()) {
                patience |= !begin(partition, bytes, () -> raise(partition, key, bytes, floor, owner, losses));
            } else if (floor.version() < demand.least()) {
                Set<UUID> loss = Set.of(UUID.randomUUID());
                patience |= !begin(partition, bytes, () -> raise(partition, key, bytes, floor, owner, loss));
            } else if (floor.owner().equals(owner)) {
                owners.bound(partition);
                sound.put(partition, floor.version());
            } else {
                patience |= !begin(
                        partition,
                        bytes,
                        () -> map.replace(key, bytes, floor.boundTo(owner).encoded()));
            }
        }
        return new Judgement(sound.size() == partitions.size(), sound, view.members(), patience);
    }

    /** Binds the floors of partitions that have moved away from the member that this node lives on. Blocks. */
    void release() {
        Set<Integer> left = topology.here().map(owners::leftBy).orElse(Set.of());
        if (!left.isEmpty()) {
            judge(left, map.getAll(left.stream().map(topology::floorKey).collect(Collectors.toSet())));
        }
    }

    /** Every floor has to be raised: clusters have merged. */
    void distrustAll() {
        owners.oweEverywhere(UUID.randomUUID());
    }

    /** A version above everything that may have been issued. */
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

    /** Whether the member that a floor names does not answer reads of the partition any more, unless it is the owner. */
    private boolean hasLetGo(int partition, UUID named, UUID owner, Owners.View view) {
        if (named.equals(owner) || !view.members().contains(named) || topology.isHere(named)) {
            return true;
        }
        boolean mayAnswer = nodeMayLiveOn.test(named) && topology.ownsAny(named);
        long wait = mayAnswer ? PATIENCE_MILLIS : SETTLE_MILLIS;
        return owners.movedFor(partition, owner, System.nanoTime()) >= TimeUnit.MILLISECONDS.toNanos(wait);
    }

    /**
     * Begins a step, unless one that starts from the same floor is under way.
     *
     * @param from the floor that it replaces, null if there is none
     * @return whether it has begun
     */
    private boolean begin(int partition, byte @Nullable [] from, Runnable step) {
        Repair repair = new Repair(partition, ByteBuffer.wrap(from == null ? new byte[0] : from));
        boolean begins = underWay.add(repair);
        if (begins) {
            try {
                repairs.execute(() -> {
                    try {
                        step.run();
                    } catch (RuntimeException failed) {
                        LOG.log(Level.DEBUG, "A floor could not be repaired; the next look tries again", failed);
                    } finally {
                        underWay.remove(repair);
                    }
                });
            } catch (RejectedExecutionException closed) {
                underWay.remove(repair);
                throw closed;
            }
        }
        return begins;
    }

    private void make(int partition, String key, UUID owner, Set<UUID> losses) {
        Floor made = new Floor(0, owner, List.of()).raised(issuedAbove(0), owner, losses);
        if (map.putIfAbsent(key, made.encoded()) == null) {
            owners.settled(partition, losses, made.version());
        }
    }

    private void raise(int partition, String key, byte[] bytes, Floor floor, UUID owner, Set<UUID> losses) {
        Floor raised = floor.raised(issuedAbove(floor.version()), owner, losses);
        if (map.replace(key, bytes, raised.encoded())) {
            owners.settled(partition, losses, raised.version());
        }
    }

    /**
     * What became of a look at some floors.
     *
     * @param sound whether all of them hold
     * @param versions those that hold, by partition
     * @param members the members at the time of the look
     * @param patience whether it takes time, not only another read
     */
    record Judgement(boolean sound, Map<Integer, Long> versions, Set<UUID> members, boolean patience) {}

    /** A step that is under way, by what it starts from. */
    private record Repair(int partition, ByteBuffer from) {}
}
