package io.socketless.reality.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import io.socketless.reality.RealityUnavailableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how long this node can answer from its own view without checking that it still belongs to the cluster.
 *
 * <p>A process that was paused (stopped, a long garbage collection, a machine that swaps) resumes as if nothing had
 * happened. Its Hazelcast still considers itself the owner of its partitions and answers reads from memory.
 * Meanwhile the others can have removed it, made other members the owners and acknowledged changes there. Hazelcast
 * detects that only after seconds. So each answer, and each confirmation of a write, is checked against this lease
 * <em>after</em> the data was read. If the lease is over, it is renewed first, and then the data is read again.
 *
 * <p><b>A probe</b> of a member is a read of a key that this member owns, begun at t by {@link System#nanoTime},
 * which continues while the process is paused. A member refuses calls from a process that is not in its member
 * list, and Hazelcast repeats such a call until the caller has learned of its removal. So an answer proves that the
 * member had this node in its list at some moment after t. The partition table, which must name the member before
 * and after, shows whether the member itself answered.
 *
 * <p><b>With a quorum</b> the lease lasts until t + length, where t is the beginning of the oldest of the latest
 * probes of <em>every</em> data member in this node's list, and that list must reach the quorum. In return, a node
 * confirms no write until the length and {@value #MARGIN_MILLIS} ms have passed since it last saw a member leave,
 * or since it started. Both rules together make an answer safe, however fast Hazelcast removes a member (a
 * connection that is reset costs membership within a fraction of a second, silence only after
 * {@code hazelcast.max.no.heartbeat.seconds}):
 *
 * <ul>
 *   <li>W confirms at c a write to a partition that the stale node O still believes to own, so O is not in W's
 *       list. W saw O leave at r, and r + length &lt; c. O's answer at a rests on probes of all members of O's list
 *       that began after a - length. If W is among them, W had O in its list after a - length, so a - length &lt; r
 *       &lt; c - length, and a &lt; c: the answer was given before the write was acknowledged.
 *   <li>If W is not among them, it joined after O's list was made, through a member of that list. That member had
 *       removed O before W saw its first list, and the same holds with the start of W as r. Two lists without a
 *       common member cannot both reach a quorum of more than half.
 *   <li>If O reads from a stale owner P, O's probe of the master began after the master had removed P (same
 *       inequality), and the answer followed the new list on the same connection. O then sees that the floor names
 *       a process that is not a member. The margin covers the time that O's threads take to handle one after the
 *       other.
 *   <li>One-way splits: whichever direction is dead, no probe completes.
 * </ul>
 *
 * Two assumptions: clocks run at the same speed (to within the margin), and no machine is suspended in a way that
 * stops its own monotonic clock. A move of a partition while the old owner lives is not covered here.
 * {@link Floors} covers it, and Hazelcast itself if {@code hazelcast.partition.migration.stale.read.disabled} is
 * true, as in an embedded member.
 *
 * <p><b>Without a quorum</b> both sides of a split continue, and a silent member does not keep the others from
 * answering. As long as this node has itself been running, it grants itself the lease. The length is below the
 * silence that costs membership, so a node that was paused for less than that still has its place in the cluster.
 *
 * <p><b>After a pause</b>, which shows in a gap between its own steps (by either of its clocks, since a suspended
 * machine can stop the monotonic one), a node needs answers from all members it sees to probes begun after it
 * resumed. Then there are four cases:
 *
 * <ol>
 *   <li>More than half of the members before the pause have answered, this one included: it is where the others are.
 *   <li>Other members are gone and not reachable: they died, or the network is split. The node raises every floor,
 *       since they can have acknowledged changes that it has not seen, and continues.
 *   <li>Other members are gone and their ports accept connections: they removed this node, and Hazelcast is about
 *       to merge the two clusters. The node does not answer until those addresses are members again. If they joined
 *       this node, rather than this node them, it raises every floor.
 *   <li>Case 3 lasts longer than a minute: as case 2.
 * </ol>
 *
 * <p>Instances that are Hazelcast clients own nothing, and each of their reads is a round trip. The same rules
 * apply to them, because a client that was paused has an old list of owners.
 *
 * <p><b>Threads.</b> All steps run on one thread, that of the executor. Other threads read {@link #held}, which
 * only reads the clock, or wait.
 */
final class Lease {

    private static final System.Logger LOG = System.getLogger(Lease.class.getName());
    private static final Duration REJOIN_LIMIT = Duration.ofMinutes(1);
    private static final Duration REJOIN_RECHECK = Duration.ofSeconds(1);
    private static final int STEPS_PER_LEASE = 8;

    /** The length of a lease, unless members are removed sooner. */
    static final long LONGEST_MILLIS = 2_000;

    /** How much longer than a lease writes wait, for the scheduling of threads. */
    static final long MARGIN_MILLIS = 500;

    /** A node that has lost its membership does not answer any more after this time. */
    static final long LONGEST_STALE_MILLIS = LONGEST_MILLIS + MARGIN_MILLIS;

    private final long length;
    private final int quorum;
    private final MemberProbe probe;
    private final Executor thread;
    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private final Runnable resumed;
    private final Runnable raiseAllFloors;

    private final Map<UUID, Long> openProbes = new HashMap<>();
    private final Map<UUID, Long> answeredProbes = new HashMap<>();
    private Map<UUID, Address> knownOthers = Map.of();
    private @Nullable Pause pause;
    private long lastStep;
    private long lastWall;

    private final AtomicBoolean stepRequested = new AtomicBoolean();
    private final Object change = new Object();
    private volatile long end;

    private Set<UUID> members = Set.of();
    private long lastLoss;

    /**
     * Creates a lease that is not held.
     *
     * @param length its duration
     * @param thread runs one task after the other
     * @param resumed called on that thread when this node was paused and continues
     * @param raiseAllFloors called instead, on that thread, if every floor must be raised
     */
    Lease(
            Duration length,
            int quorum,
            MemberProbe probe,
            Executor thread,
            LongSupplier nanoTime,
            LongSupplier wallMillis,
            Runnable resumed,
            Runnable raiseAllFloors) {
        this.length = length.toNanos();
        this.quorum = quorum;
        this.probe = probe;
        this.thread = thread;
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
        this.resumed = resumed;
        this.raiseAllFloors = raiseAllFloors;
        this.lastLoss = nanoTime.getAsLong();
        this.end = lastLoss;
    }

    /** Two seconds, or two fifths of the silence that costs membership, whichever is shorter. */
    static Duration length(HazelcastInstance instance) {
        Duration silence = Duration.ofSeconds(60);
        try {
            String configured = instance.getConfig().getProperty("hazelcast.max.no.heartbeat.seconds");
            if (configured != null) {
                silence = Duration.ofSeconds(Math.max(1, Long.parseLong(configured.trim())));
            }
        } catch (UnsupportedOperationException client) {
            LOG.log(Level.DEBUG, "A client does not know the silence that costs membership");
        } catch (NumberFormatException wrong) {
            LOG.log(Level.DEBUG, "Hazelcast uses its own default for a property that is not a number", wrong);
        }
        Duration longest = Duration.ofMillis(LONGEST_MILLIS);
        Duration safe = silence.multipliedBy(2).dividedBy(5);
        return safe.compareTo(longest) < 0 ? safe : longest;
    }

    /** Starts the detection of pauses. Called once, before the first step. */
    void begin() {
        lastStep = nanoTime.getAsLong();
        lastWall = wallMillis.getAsLong();
    }

    /** The time between two calls of {@link #step}. */
    Duration period() {
        return Duration.ofNanos(length / STEPS_PER_LEASE);
    }

    /** Whether data that was read before this call can be answered. Any thread. */
    boolean held() {
        return nanoTime.getAsLong() - end < 0;
    }

    /**
     * Waits until the lease is held. Any thread except the executor's.
     *
     * @throws RealityUnavailableException if it is not held in time
     */
    void require(Duration limit) throws InterruptedException {
        if (!await(limit)) {
            throw new RealityUnavailableException("This node cannot verify that it still belongs to the cluster");
        }
    }

    /** Waits until the lease is held, and returns whether it is. Any thread except the executor's. */
    boolean await(Duration limit) throws InterruptedException {
        if (held()) {
            return true;
        }
        requestStep();
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (change) {
            while (!held()) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                change.wait(left);
            }
            return true;
        }
    }

    /**
     * Returns the time until a write can be confirmed: before that, another node can still answer without it. 0 or
     * less if a write can be confirmed now.
     *
     * @param seen the data members that this node sees now
     */
    synchronized long nanosUntilConfirmable(Set<UUID> seen) {
        long now = nanoTime.getAsLong();
        if (!members.equals(seen)) {
            if (!seen.containsAll(members)) {
                lastLoss = now;
            }
            members = Set.copyOf(seen);
        }
        return quorum == 0 ? 0 : lastLoss + length + TimeUnit.MILLISECONDS.toNanos(MARGIN_MILLIS) - now;
    }

    private void requestStep() {
        if (stepRequested.compareAndSet(false, true)) {
            thread.execute(() -> {
                stepRequested.set(false);
                step();
            });
        }
    }

    /** Renews the lease, or sends the probes that it takes. */
    void step() {
        Map<UUID, Address> present = probe.others();
        // After the members were read: members seen before a pause must not count as seen after it.
        long now = detectPause();
        long ignored = nanosUntilConfirmable(probe.members());
        openProbes.keySet().retainAll(present.keySet());
        answeredProbes.keySet().retainAll(present.keySet());
        if (quorum > 0 || pause != null) {
            present.keySet().forEach(member -> sendProbe(member, now));
            grant(present, now);
        } else {
            knownOthers = present;
            extend(now);
        }
    }

    private void sendProbe(UUID member, long now) {
        Long open = openProbes.get(member);
        if (open != null && now - open < length) {
            return;
        }
        openProbes.put(member, now);
        probe.probe(member).whenCompleteAsync((itself, failed) -> answered(member, now, itself), thread);
    }

    private void answered(UUID member, long begun, @Nullable Boolean itself) {
        Map<UUID, Address> present = probe.others();
        long now = detectPause();
        openProbes.remove(member, begun);
        if (itself != null && itself && (pause == null || begun - pause.resumedAt >= 0)) {
            answeredProbes.merge(member, begun, (a, b) -> a - b > 0 ? a : b);
            grant(present, now);
        }
    }

    private void grant(Map<UUID, Address> present, long now) {
        OptionalLong since = provenSince(present.keySet(), now);
        if (since.isEmpty() || (pause != null && !resolved(pause, present))) {
            return;
        }
        pause = null;
        knownOthers = present;
        extend(since.getAsLong());
    }

    /** The beginning of the oldest probe that proves all these members; empty if one has not answered. */
    private OptionalLong provenSince(Set<UUID> present, long now) {
        long since = now;
        for (UUID member : present) {
            Long begun = answeredProbes.get(member);
            if (begun == null) {
                return OptionalLong.empty();
            }
            since = begun - since < 0 ? begun : since;
        }
        return OptionalLong.of(since);
    }

    /** Whether this node can continue after a pause. All members that it sees have answered. */
    private boolean resolved(Pause ended, Map<UUID, Address> present) {
        Set<UUID> kept = new HashSet<>(ended.members.keySet());
        kept.retainAll(present.keySet());
        if (2 * (kept.size() + 1) > ended.members.size() + 1) {
            resumed.run();
            return true;
        }
        Set<Address> elsewhere = new HashSet<>(ended.members.values());
        elsewhere.removeAll(present.values());
        long now = nanoTime.getAsLong();
        if (ended.recheckAt - now > 0 && !elsewhere.isEmpty()) {
            return false;
        }
        boolean alive = elsewhere.stream().anyMatch(probe::reachable);
        now = detectPause();
        if (!ended.equals(pause)) {
            return false;
        }
        if (alive) {
            if (now - ended.resumedAt < REJOIN_LIMIT.toNanos()) {
                awaitRejoin(ended, now);
                return false;
            }
            HazelcastMessages.REJOIN_TIMED_OUT.log(LOG, REJOIN_LIMIT.toSeconds());
        }
        raiseAllFloors.run();
        return true;
    }

    private void awaitRejoin(Pause ended, long now) {
        if (ended.recheckAt == ended.resumedAt) {
            HazelcastMessages.AWAITING_REJOIN.log(LOG, REJOIN_LIMIT.toSeconds());
        }
        pause = new Pause(ended.members, ended.resumedAt, now + REJOIN_RECHECK.toNanos());
    }

    /** Records that this node runs, and starts over if it was paused. */
    private long detectPause() {
        long now = nanoTime.getAsLong();
        long wall = wallMillis.getAsLong();
        long gap = Math.max(now - lastStep, TimeUnit.MILLISECONDS.toNanos(wall - lastWall));
        lastStep = now;
        lastWall = wall;
        if (gap >= length) {
            HazelcastMessages.NODE_WAS_PAUSED.log(LOG, TimeUnit.NANOSECONDS.toMillis(gap));
            pause = new Pause(pause == null ? knownOthers : pause.members, now, now);
            answeredProbes.clear();
            openProbes.clear();
            end = now;
        }
        return now;
    }

    private void extend(long since) {
        long until = since + length;
        if (until - end > 0) {
            end = until;
        }
        synchronized (change) {
            change.notifyAll();
        }
    }

    /** The other data members as this node sees them. */
    interface MemberProbe {

        /** All data members, the one of this node included. */
        Set<UUID> members();

        /** The other members that own a partition, and can therefore be probed. */
        Map<UUID, Address> others();

        /** Probes a member; completes with whether that member itself has answered. */
        CompletionStage<Boolean> probe(UUID member);

        /** Whether a process accepts connections at this address. Can take part of a second. */
        boolean reachable(Address address);
    }

    /**
     * This node was paused.
     *
     * @param members the other members before the pause
     * @param resumedAt when it resumed
     * @param recheckAt when to check again whether the members that continued without it are reachable; first when it
     *     resumed
     */
    private record Pause(Map<UUID, Address> members, long resumedAt, long recheckAt) {}
}
