package io.socketless.reality.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
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
 * For how long this node may answer from what it sees, without asking the others whether it is still one of them.
 *
 * <p>A process that stood still (stopped, a long collection of garbage, a machine that swaps) goes on as if nothing had happened:
 * its Hazelcast takes itself for the owner of its partitions and answers reads from memory, although the others may have removed it,
 * put others in its place and acknowledged changes there. It learns of that only after seconds. So each answer, and each
 * confirmation of a write, is checked against this lease <em>after</em> the data was read. If it is over, it is renewed first,
 * and then the data is read again.
 *
 * <p><b>A round trip</b> with a member is a read of a key that it owns, begun at t by {@link System#nanoTime}, which does not
 * stand still with the process. A member refuses what comes from somebody who is not in its list of members, and Hazelcast tries
 * that again until the caller has learnt of its removal. So an answer proves that the member had this node in its list at some
 * moment after t. Whether the member itself answered is seen from the partition table, which must name it before and after.
 *
 * <p><b>With a quorum</b> the lease goes on to t + length, where t is the beginning of the oldest of the latest round trips with
 * <em>every</em> data member in this node's list, and that list must reach the quorum. For the other half, a node confirms no
 * write until the length and {@value #MARGIN_MILLIS} ms have passed since it last saw a member leave, or since it started. The
 * two together are what makes an answer safe, however fast Hazelcast removes a member (a connection that is reset costs
 * membership within a fraction of a second, silence only after {@code hazelcast.max.no.heartbeat.seconds}):
 *
 * <ul>
 *   <li>Say W confirms at c a write to a partition that the stale node O still believes to own, so O is not in W's list. W saw O
 *       leave at r, and r + length &lt; c. O's answer at a rests on round trips begun after a - length with everybody in O's list.
 *       If W is among them, W had O in its list after a - length, so a - length &lt; r &lt; c - length, and a &lt; c: the answer was
 *       given before the write was acknowledged.
 *   <li>If W is not among them, it joined after O's list was made, through a member that is; that one had removed O before W
 *       saw its first list, and the same holds with the start of W for r. Two lists that share nobody cannot both reach a quorum of
 *       more than half.
 *   <li>If O asks a stale owner P, O's round trip with the master began after the master had removed P (same sum), and the answer
 *       followed the new list on the same connection. O then sees that the floor names one who is no member. The margin is for
 *       the time that O's threads take to handle the one after the other.
 *   <li>One-way partitions: whichever direction is dead, no round trip completes.
 * </ul>
 *
 * What is assumed: clocks that run at the same speed (to within the margin), and that a machine is not suspended in a way that stops
 * its own monotonic clock. A move of a partition while the old owner lives is not covered here but by {@link Floors}, and by Hazelcast, if
 * {@code hazelcast.partition.migration.stale.read.disabled} is true, as in an embedded member.
 *
 * <p><b>Without a quorum</b> both sides of a split go on, and a silent member keeps nobody from answering; so as long as this node
 * has itself been running, it grants itself the lease. The length is below the time of silence that costs membership, so a node that
 * was away for less is still where it was.
 *
 * <p><b>A node that was away</b>, which it sees from a gap between its own steps (by either of its clocks, since a suspended machine may
 * stop the monotonic one), needs round trips with all whom it sees, begun after it woke. Then there are four cases:
 *
 * <ol>
 *   <li>More than half of those it was with, itself counted, have answered: it is where the others are.
 *   <li>Others have gone and cannot be connected to: they died, or the network is split. It raises every floor, since they may have
 *       acknowledged changes that it has not seen, and goes on.
 *   <li>Others have gone and their ports answer: they removed it, and Hazelcast is about to merge the two clusters again. It
 *       does not answer until those addresses are members again. If they joined this node, rather than this node them, it
 *       raises every floor.
 *   <li>That lasts longer than a minute: as if they could not be connected to.
 * </ol>
 *
 * <p>Instances that are clients own nothing, and each of their reads is a round trip; they keep to the same rules, because a client
 * that was away has an old list of owners.
 *
 * <p><b>Threads.</b> All steps are taken on one thread, that of the executor. Others read {@link #held}, which costs a look at
 * the clock, or wait.
 */
final class Lease {

    private static final System.Logger LOG = System.getLogger(Lease.class.getName());
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final Duration HOLD_BACK = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final int STEPS_PER_LEASE = 8;
    static final int MARGIN_MILLIS = 500;

    private final long length;
    private final int quorum;
    private final Others others;
    private final Executor thread;
    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private final Runnable back;
    private final Runnable distrust;

    private final Map<UUID, Long> asked = new HashMap<>();
    private final Map<UUID, Long> answered = new HashMap<>();
    private Map<UUID, Address> company = Map.of();
    private @Nullable Absence absence;
    private long lastStep;
    private long lastWall;

    private final AtomicBoolean nudged = new AtomicBoolean();
    private final Object change = new Object();
    private volatile long end;

    private Set<UUID> members = Set.of();
    private long lastLoss;

    /**
     * Begins without being held.
     *
     * @param length how long it lasts
     * @param thread takes one task after the other
     * @param back called when this node has been away and goes on, on that thread
     * @param distrust called instead if every floor has to be raised, on that thread
     */
    Lease(
            Duration length,
            int quorum,
            Others others,
            Executor thread,
            LongSupplier nanoTime,
            LongSupplier wallMillis,
            Runnable back,
            Runnable distrust) {
        this.length = length.toNanos();
        this.quorum = quorum;
        this.others = others;
        this.thread = thread;
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
        this.back = back;
        this.distrust = distrust;
        this.lastLoss = nanoTime.getAsLong();
        this.end = lastLoss;
    }

    /** Two seconds, or two fifths of the silence that costs membership, whichever is less. */
    static Duration length(HazelcastInstance instance) {
        Duration silence = Duration.ofSeconds(60);
        try {
            String configured = instance.getConfig().getProperty("hazelcast.max.no.heartbeat.seconds");
            if (configured != null) {
                silence = Duration.ofSeconds(Math.max(1, Long.parseLong(configured.trim())));
            }
        } catch (UnsupportedOperationException client) {
            LOG.log(Level.DEBUG, "A client cannot see after which silence a member is removed");
        } catch (NumberFormatException wrong) {
            LOG.log(Level.DEBUG, "Hazelcast has its own default where a property is not a number", wrong);
        }
        Duration safe = silence.multipliedBy(2).dividedBy(5);
        return safe.compareTo(LONGEST) < 0 ? safe : LONGEST;
    }

    /** From now on this node runs. Called once, before the first step. */
    void begin() {
        lastStep = nanoTime.getAsLong();
        lastWall = wallMillis.getAsLong();
    }

    /** How often {@link #step} has to be called. */
    Duration period() {
        return Duration.ofNanos(length / STEPS_PER_LEASE);
    }

    /** Whether what was read before this call may be answered. Any thread. */
    boolean held() {
        return nanoTime.getAsLong() - end < 0;
    }

    /** Waits until it is held, and returns whether it is. Any thread but the executor's. */
    boolean await(Duration limit) throws InterruptedException {
        if (held()) {
            return true;
        }
        nudge();
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
     * For how many nanoseconds from now on no write may be confirmed, because others may still answer without it; 0 or less if one may.
     *
     * @param seen the data members that this node sees now
     */
    synchronized long unsettledFor(Set<UUID> seen) {
        long now = nanoTime.getAsLong();
        if (!members.equals(seen)) {
            if (!seen.containsAll(members)) {
                lastLoss = now;
            }
            members = Set.copyOf(seen);
        }
        return quorum == 0 ? 0 : lastLoss + length + TimeUnit.MILLISECONDS.toNanos(MARGIN_MILLIS) - now;
    }

    private void nudge() {
        if (nudged.compareAndSet(false, true)) {
            thread.execute(() -> {
                nudged.set(false);
                step();
            });
        }
    }

    /** Renews it, or begins to. */
    void step() {
        Map<UUID, Address> present = others.present();
        // Later than the look, so that who was seen before a pause is not mistaken for who is seen after it.
        long now = awake();
        long ignored = unsettledFor(others.members());
        asked.keySet().retainAll(present.keySet());
        answered.keySet().retainAll(present.keySet());
        if (quorum > 0 || absence != null) {
            present.keySet().forEach(member -> ask(member, now));
            grant(present, now);
        } else {
            company = present;
            extend(now);
        }
    }

    private void ask(UUID member, long now) {
        Long open = asked.get(member);
        if (open != null && now - open < length) {
            return;
        }
        asked.put(member, now);
        others.ask(member).whenCompleteAsync((itself, failed) -> answered(member, now, itself), thread);
    }

    private void answered(UUID member, long begun, @Nullable Boolean itself) {
        Map<UUID, Address> present = others.present();
        long now = awake();
        asked.remove(member, begun);
        if (itself != null && itself && (absence == null || begun - absence.since >= 0)) {
            answered.merge(member, begun, (a, b) -> a - b > 0 ? a : b);
            grant(present, now);
        }
    }

    private void grant(Map<UUID, Address> present, long now) {
        OptionalLong since = provenSince(present.keySet(), now);
        if (since.isEmpty() || (absence != null && !resolved(absence, present))) {
            return;
        }
        absence = null;
        company = present;
        extend(since.getAsLong());
    }

    /** Since when all of these members have answered; empty if one has not. */
    private OptionalLong provenSince(Set<UUID> present, long now) {
        long since = now;
        for (UUID member : present) {
            Long begun = answered.get(member);
            if (begun == null) {
                return OptionalLong.empty();
            }
            since = begun - since < 0 ? begun : since;
        }
        return OptionalLong.of(since);
    }

    /** Whether this node may go on; all whom it sees have answered. */
    private boolean resolved(Absence away, Map<UUID, Address> present) {
        Set<UUID> kept = new HashSet<>(away.company.keySet());
        kept.retainAll(present.keySet());
        if (2 * (kept.size() + 1) > away.company.size() + 1) {
            back.run();
            return true;
        }
        Set<Address> elsewhere = new HashSet<>(away.company.values());
        elsewhere.removeAll(present.values());
        long now = nanoTime.getAsLong();
        if (away.lookAt - now > 0 && !elsewhere.isEmpty()) {
            return false;
        }
        boolean alive = elsewhere.stream().anyMatch(others::reachable);
        now = awake();
        if (!away.equals(absence)) {
            return false;
        }
        if (alive) {
            if (now - away.since < HOLD_BACK.toNanos()) {
                holdBack(away, now);
                return false;
            }
            HazelcastMessage.REJOIN_TIMED_OUT.log(LOG, HOLD_BACK.toSeconds());
        }
        distrust.run();
        return true;
    }

    private void holdBack(Absence away, long now) {
        if (away.lookAt == away.since) {
            HazelcastMessage.AWAITING_REJOIN.log(LOG, HOLD_BACK.toSeconds());
        }
        absence = new Absence(away.company, away.since, now + LOOK_AGAIN.toNanos());
    }

    /** Notes that this node runs, and notices if it did not. */
    private long awake() {
        long now = nanoTime.getAsLong();
        long wall = wallMillis.getAsLong();
        long gap = Math.max(now - lastStep, TimeUnit.MILLISECONDS.toNanos(wall - lastWall));
        lastStep = now;
        lastWall = wall;
        if (gap >= length) {
            HazelcastMessage.NODE_WAS_PAUSED.log(LOG, TimeUnit.NANOSECONDS.toMillis(gap));
            absence = new Absence(absence == null ? company : absence.company, now, now);
            answered.clear();
            asked.clear();
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
    interface Others {

        /** All data members, with the one that this node lives on. */
        Set<UUID> members();

        /** The other members that own something, so that they can be asked. */
        Map<UUID, Address> present();

        /** A round trip; answers whether that member itself has answered. */
        CompletionStage<Boolean> ask(UUID member);

        /** Whether something accepts connections there. May take part of a second. */
        boolean reachable(Address address);
    }

    /**
     * This node was away.
     *
     * @param company whom it was with
     * @param since when it woke
     * @param lookAt when to look again whether those who went on without it can be reached; at first when it woke
     */
    private record Absence(Map<UUID, Address> company, long since, long lookAt) {}
}
