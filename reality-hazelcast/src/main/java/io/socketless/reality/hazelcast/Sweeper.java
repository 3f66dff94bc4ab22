package io.socketless.reality.hazelcast;

import com.hazelcast.map.IMap;
import com.hazelcast.query.Predicates;
import io.socketless.reality.internal.Bounds;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Removes the oldest entries, so that the map stays within its {@link Bounds}. A tombstone is an entry like any other.
 *
 * <p>All versions that are not above a <em>line</em> go. Since versions are made of time, one line serves both bounds: for the retention
 * it is the time itself; for the number of keys it is estimated from the versions in a few partitions, taken at random (in all of them
 * while there are few keys), and no more are removed than are too many.
 *
 * <p>Protocol, one partition after the other:
 *
 * <ol>
 *   <li>Note the members, and read the partition's floor until it is sound.
 *   <li>Read the partition's entries, and choose the oldest, none of which is above the line. Pause as long as the reading took.
 *   <li>Raise the floor above the highest version chosen, by compare-and-set from what step 1 has read. From here on each key chosen is
 *       reported with the floor as its version, whether its entry is there or not.
 *   <li>Confirm this as a write is confirmed: read the floor again; it has to be sound and raised, and the members have to be those of step 1, and
 *       it is still the turn of this node.
 *   <li>Remove some of the chosen, the oldest of what is left, side by side, each only if it still has the bytes that were read. Pause as long as
 *       this took, and go on with step 4. A confirmation is relied on for {@value #TRUST_MILLIS} ms: a process that was suspended removes nothing
 *       without asking again, and leaves the rest of the step to the next sweep.
 * </ol>
 *
 * What can come between:
 *
 * <ul>
 *   <li>A write of a chosen key, before its entry is removed: the bytes are others, so it stays. After: the compare-and-set of the
 *       writer fails, or its {@code putIfAbsent} makes a new entry. Either way the writer reads back entry and floor, which is one step within
 *       the partition; if the floor has been raised above its version it writes again. If it has not, then it was confirmed before the raise, and
 *       the raised floor reports it.
 *   <li>A compare-and-set of a writer, or a removal, that is slow and takes effect after all this: an entry that is not above the
 *       floor is reported as the floor.
 *   <li>The end of this node after any step: what is left is reported as the floor, and goes when the next node sweeps, which need not raise again.
 *   <li>The end of a member, so that the raise may be lost: step 4 stops the sweep of this partition. Nobody answers from a partition
 *       whose owner was lost before its floor is raised above everything ({@link Floors}), so a removal that was already on its way does no harm.
 *   <li>Another sweeper: one compare-and-set of a floor fails, and that sweeper lets go of the partition; a removal is refused where there is
 *       nothing to remove. One node sweeps ({@link Roster#leads}); that only saves work.
 * </ul>
 *
 * <p>Nobody is told: no data has changed. Clients that watch what was forgotten, or another key of the partition that has no entry above
 * the floor, find the higher version at their next look and refetch once ({@link Hints}).
 *
 * <p>{@link #run} may be called by any thread; while one is at it, others return at once.
 */
final class Sweeper {

    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int STEP = 128;
    private static final int WIDTH = 4;
    private static final int SAMPLE = 10_000;
    private static final long TRUST_MILLIS = 1_000;

    private final IMap<String, byte[]> map;
    private final Topology topology;
    private final Floors floors;
    private final Bounds bounds;
    private final LongSupplier now;
    private final BooleanSupplier myTurn;
    private final Calls calls;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile long searchDue = System.nanoTime();

    /**
     * @param now the time in epoch milliseconds
     * @param myTurn whether this node is the one that sweeps
     * @param calls runs removals side by side
     */
    Sweeper(
            IMap<String, byte[]> map,
            Topology topology,
            Floors floors,
            Bounds bounds,
            LongSupplier now,
            BooleanSupplier myTurn,
            Calls calls) {
        this.map = map;
        this.topology = topology;
        this.floors = floors;
        this.bounds = bounds;
        this.now = now;
        this.myTurn = myTurn;
        this.calls = calls;
    }

    /**
     * Sweeps if that is due. May take minutes. What fails is tried again by the next call.
     *
     * @throws InterruptedException if interrupted, which leaves everything as sound as any other end
     */
    void run() throws InterruptedException {
        if (running.compareAndSet(false, true)) {
            try {
                makeRoom();
                forgetIdle();
            } finally {
                running.set(false);
            }
        }
    }

    private void makeRoom() throws InterruptedException {
        if (!myTurn.getAsBoolean()) {
            return;
        }
        long keys = keys();
        if (bounds.excess(keys) > 0) {
            long[] versions = sample();
            // Another sweeper may have been at work since the count. Fewer than a sample are all that there are.
            long there = versions.length < SAMPLE ? versions.length : keys;
            long excess = bounds.excess(there);
            if (excess > 0) {
                long line = line(versions, excess, there);
                sweep(line, line, excess);
            }
            long left = keys();
            if (left >= keys) {
                HazelcastMessage.TOO_MANY_KEYS.log(LOG, left, bounds.maxKeys());
            }
        }
    }

    private void forgetIdle() throws InterruptedException {
        if (System.nanoTime() - searchDue >= 0 && myTurn.getAsBoolean()) {
            long time = now.getAsLong();
            sweep(bounds.overdueLine(time), bounds.idleLine(time), Long.MAX_VALUE);
            searchDue = System.nanoTime() + bounds.searchInterval().toNanos();
        }
    }

    /** How many keys there are, at about this moment. */
    private long keys() {
        return Math.max(0, map.size() - topology.partitions());
    }

    /** The versions of some keys, in order; of all, if there are fewer than {@value #SAMPLE}. */
    private long[] sample() {
        LongStream.Builder versions = LongStream.builder();
        int count = 0;
        for (int partition : shuffled()) {
            for (Chosen chosen : notAbove(Long.MAX_VALUE, partition)) {
                versions.add(chosen.entry.version());
                count++;
            }
            if (count >= SAMPLE) {
                break;
            }
        }
        return versions.build().sorted().toArray();
    }

    /** The version that so many of all keys are not above, as far as a sample of them tells. */
    private static long line(long[] sample, long excess, long keys) {
        long rank = (long) Math.ceil((double) sample.length * excess / keys);
        return sample[(int) Math.max(0, Math.min(rank, sample.length) - 1)];
    }

    /**
     * Sweeps all partitions.
     *
     * @param trigger a partition whose oldest version is above this is left alone
     * @param most how many entries to remove at most
     */
    private void sweep(long trigger, long line, long most) throws InterruptedException {
        long start = System.nanoTime();
        long removed = 0;
        for (int partition : shuffled()) {
            if (removed >= most || !myTurn.getAsBoolean()) {
                break;
            }
            removed += sweep(partition, trigger, line, most - removed);
        }
        if (removed > 0) {
            HazelcastMessage.KEYS_SWEPT.log(
                    LOG, removed, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), keys());
        }
    }

    private long sweep(int partition, long trigger, long line, long most) throws InterruptedException {
        Sight before = soundly(partition);
        long reading = System.nanoTime();
        List<Chosen> chosen = notAbove(line, partition);
        pauseSince(reading);
        if (chosen.isEmpty() || chosen.get(0).entry.version() > trigger) {
            return 0;
        }
        chosen = chosen.subList(0, (int) Math.min(chosen.size(), most));
        long floor = chosen.get(chosen.size() - 1).entry.version() + 1;
        raise(before, floor);
        return remove(chosen, partition, floor, before.judgement.members());
    }

    /** The entries of a partition that are not above the line, oldest first; no version is known of what a newer release wrote. */
    private List<Chosen> notAbove(long line, int partition) {
        List<Chosen> chosen = new ArrayList<>();
        String inPartition = topology.floorKey(partition);
        for (Map.Entry<String, byte[]> stored :
                map.entrySet(Predicates.partitionPredicate(inPartition, Predicates.alwaysTrue()))) {
            if (!stored.getKey().startsWith(Topology.FLOOR_PREFIX)) {
                try {
                    Entry entry = Entry.decoded(stored.getValue());
                    if (entry.version() <= line) {
                        chosen.add(new Chosen(stored, entry));
                    }
                } catch (UnknownFormatException newer) {
                    LOG.log(Level.DEBUG, "An entry cannot be read, so it is kept", newer);
                }
            }
        }
        chosen.sort(Comparator.comparingLong((Chosen one) -> one.entry.version())
                .thenComparing(one -> one.entry.updatedAt()));
        return chosen;
    }

    private void raise(Sight sight, long version) {
        Floor floor = Floor.decoded(sight.bytes());
        if (floor.version() < version) {
            map.replace(sight.key, sight.bytes(), floor.raisedTo(version).encoded());
        }
    }

    private long remove(List<Chosen> chosen, int partition, long floor, Set<UUID> members) throws InterruptedException {
        LongAdder removed = new LongAdder();
        for (int next = 0; next < chosen.size() && holds(partition, floor, members); next += STEP) {
            long confirmed = System.nanoTime();
            List<Chosen> step = chosen.subList(next, Math.min(next + STEP, chosen.size()));
            calls.sideBySide(IntStream.range(0, Math.min(WIDTH, step.size()))
                    .<Runnable>mapToObj(part -> () -> {
                        for (int i = part; i < step.size() && isFresh(confirmed); i += WIDTH) {
                            if (step.get(i).removeFrom(map)) {
                                removed.increment();
                            }
                        }
                    })
                    .toList());
            pauseSince(confirmed);
        }
        return removed.sum();
    }

    private boolean holds(int partition, long floor, Set<UUID> members) throws InterruptedException {
        Sight sight = soundly(partition);
        return myTurn.getAsBoolean()
                && Floor.decoded(sight.bytes()).version() >= floor
                && sight.judgement.members().equals(members);
    }

    private Sight soundly(int partition) throws InterruptedException {
        String key = topology.floorKey(partition);
        Attempts attempts = new Attempts(LIMIT);
        while (true) {
            Map<String, byte[]> values = map.getAll(Set.of(key));
            Floors.Judgement judgement = floors.judge(List.of(partition), values);
            if (judgement.sound()) {
                return new Sight(key, values, judgement);
            }
            attempts.pause(judgement.patience());
        }
    }

    /** In another order each time, so that where one sweep ends early the next does not begin. */
    private List<Integer> shuffled() {
        List<Integer> partitions = new ArrayList<>(
                IntStream.range(0, topology.partitions()).boxed().toList());
        Collections.shuffle(partitions);
        return partitions;
    }

    /** Leaves others as much time as this has taken. */
    private static void pauseSince(long start) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(System.nanoTime() - start);
    }

    private static boolean isFresh(long confirmed) {
        return System.nanoTime() - confirmed < TimeUnit.MILLISECONDS.toNanos(TRUST_MILLIS);
    }

    /** A floor as it was read, and what to think of it. */
    private record Sight(String key, Map<String, byte[]> values, Floors.Judgement judgement) {

        byte[] bytes() {
            return Objects.requireNonNull(values.get(key));
        }
    }

    /** An entry that may have to go. */
    private record Chosen(Map.Entry<String, byte[]> stored, Entry entry) {

        boolean removeFrom(IMap<String, byte[]> map) {
            return map.remove(stored.getKey(), stored.getValue());
        }
    }
}
