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
 * Removes the oldest entries to keep the map within its {@link Bounds}. A tombstone is an entry like any other.
 *
 * <p>A sweep removes versions up to a <em>line</em>. Since versions are made of time, one line serves both bounds.
 * For the retention it is the time itself. For the number of keys it is estimated from the versions in a few
 * partitions, taken at random (in all of them while there are few keys), and no more than the excess is removed.
 *
 * <p>Protocol, one partition after the other:
 *
 * <ol>
 *   <li>Read the partition's floor until it is valid, and keep the members of that judgement ({@link ValidReads}).
 *   <li>Read the partition's entries, and choose the oldest, none of them above the line. Pause as long as the read
 *       took.
 *   <li>Raise the floor above the highest version chosen, by compare-and-set from the bytes of step 1. From here on
 *       each chosen key is reported with the floor as its version, whether its entry is there or not.
 *   <li>Confirm the raise as a write is confirmed: read the floor again. It must be valid and raised, the members
 *       must be those of step 1, and it must still be the turn of this node.
 *   <li>Remove some of the chosen entries, the oldest first, in parallel, each only if it still has the bytes that
 *       were read. Pause as long as this took, and continue with step 4. A confirmation counts for
 *       {@value #TRUST_MILLIS} ms. A process that was paused removes nothing without a new confirmation, and leaves
 *       the rest of the step to the next sweep.
 * </ol>
 *
 * Possible interleavings:
 *
 * <ul>
 *   <li>A write of a chosen key before its entry is removed: the bytes differ, so the entry stays. After that: the
 *       compare-and-set of the writer fails, or its {@code putIfAbsent} creates a new entry. Either way the writer
 *       reads back entry and floor, which is one step within the partition. If the floor was raised above its
 *       version, it writes again. If not, the write was confirmed before the raise, and the raised floor reports
 *       it.
 *   <li>A compare-and-set of a writer, or a removal, that is slow and takes effect after all this: an entry that is
 *       not above the floor is reported as the floor.
 *   <li>The end of this node after any step: the remaining entries are reported as the floor. The next node that
 *       sweeps removes them and need not raise again.
 *   <li>The end of a member, which can lose the raise: step 4 stops the sweep of this partition. No node answers
 *       from a partition whose owner was lost before its floor is raised above everything ({@link Floors}), so a
 *       removal that is already under way is harmless.
 *   <li>Another sweeper: one compare-and-set of a floor fails, and that sweeper gives up the partition; a removal
 *       is refused if there is nothing to remove. One node sweeps ({@link Roster#leads}), which only saves work.
 * </ul>
 *
 * <p>A sweep causes no notifications, because no data has changed. Clients that watch a swept key, or another key
 * of the partition that has no entry above the floor, find the higher version at their next recheck and refetch
 * once ({@link Notifications}).
 *
 * <p>Thread-safe. During a {@link #run}, further calls return at once.
 */
final class Sweeper {

    private static final System.Logger LOG = System.getLogger(Sweeper.class.getName());
    private static final int STEP = 128;
    private static final int WIDTH = 4;
    private static final int SAMPLE = 10_000;
    private static final long TRUST_MILLIS = 1_000;

    private final IMap<String, byte[]> map;
    private final Topology topology;
    private final ValidReads reads;
    private final Bounds bounds;
    private final LongSupplier now;
    private final BooleanSupplier myTurn;
    private final Calls calls;
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile long searchDue = System.nanoTime();

    /**
     * @param now the time in epoch milliseconds
     * @param myTurn whether this node is the one that sweeps
     * @param calls runs removals in parallel
     */
    Sweeper(
            IMap<String, byte[]> map,
            Topology topology,
            ValidReads reads,
            Bounds bounds,
            LongSupplier now,
            BooleanSupplier myTurn,
            Calls calls) {
        this.map = map;
        this.topology = topology;
        this.reads = reads;
        this.bounds = bounds;
        this.now = now;
        this.myTurn = myTurn;
        this.calls = calls;
    }

    /** The time between two calls of {@link #run}. */
    Duration interval() {
        return bounds.sweepInterval();
    }

    /**
     * Sweeps if that is due. Can take minutes. The next call repeats the parts that fail.
     *
     * @throws InterruptedException if interrupted, which is as safe as any other end
     */
    void run() throws InterruptedException {
        if (running.compareAndSet(false, true)) {
            try {
                sweepExcess();
                sweepIdle();
            } finally {
                running.set(false);
            }
        }
    }

    private void sweepExcess() throws InterruptedException {
        if (!myTurn.getAsBoolean()) {
            return;
        }
        long keys = keys();
        if (bounds.excess(keys) > 0) {
            long[] versions = sample();
            // Another sweeper can have removed keys since the count. A sample that is not full contains all keys.
            long present = versions.length < SAMPLE ? versions.length : keys;
            long excess = bounds.excess(present);
            if (excess > 0) {
                long line = line(versions, excess, present);
                sweep(line, line, excess);
            }
            long left = keys();
            if (left >= keys) {
                HazelcastMessages.TOO_MANY_KEYS.log(LOG, left, bounds.maxKeys());
            }
        }
    }

    private void sweepIdle() throws InterruptedException {
        if (System.nanoTime() - searchDue >= 0 && myTurn.getAsBoolean()) {
            long time = now.getAsLong();
            sweep(bounds.overdueLine(time), bounds.idleLine(time), Long.MAX_VALUE);
            searchDue = System.nanoTime() + bounds.searchInterval().toNanos();
        }
    }

    /** The approximate number of keys. */
    private long keys() {
        return Math.max(0, map.size() - topology.partitions());
    }

    /** The versions of some keys, sorted; of all keys if there are fewer than {@value #SAMPLE}. */
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

    /** An estimate, from a sample, of the version that is not exceeded by as many of all keys as the excess. */
    private static long line(long[] sample, long excess, long keys) {
        long rank = (long) Math.ceil((double) sample.length * excess / keys);
        return sample[(int) Math.max(0, Math.min(rank, sample.length) - 1)];
    }

    /**
     * Sweeps all partitions.
     *
     * @param trigger a partition whose oldest version is above this one is skipped
     * @param most the maximum number of entries to remove
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
            HazelcastMessages.KEYS_SWEPT.log(
                    LOG, removed, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start), keys());
        }
    }

    private long sweep(int partition, long trigger, long line, long most) throws InterruptedException {
        Snapshot before = floorOf(partition);
        long reading = System.nanoTime();
        List<Chosen> chosen = notAbove(line, partition);
        pauseSince(reading);
        if (chosen.isEmpty() || chosen.get(0).entry.version() > trigger) {
            return 0;
        }
        chosen = chosen.subList(0, (int) Math.min(chosen.size(), most));
        long floor = chosen.get(chosen.size() - 1).entry.version() + 1;
        raise(partition, before, floor);
        return remove(chosen, partition, floor, before.members());
    }

    /**
     * The entries of a partition that are not above the line, oldest first, except those that only a newer release
     * can read.
     */
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
                    LOG.log(Level.DEBUG, "Keeping an entry that cannot be read", newer);
                }
            }
        }
        chosen.sort(Comparator.comparingLong((Chosen one) -> one.entry.version())
                .thenComparing(one -> one.entry.updatedAt()));
        return chosen;
    }

    private void raise(int partition, Snapshot snapshot, long version) {
        String key = topology.floorKey(partition);
        byte[] bytes = Objects.requireNonNull(snapshot.bytes(key));
        Floor floor = Floor.decoded(bytes);
        if (floor.version() < version) {
            map.replace(key, bytes, floor.raisedTo(version).encoded());
        }
    }

    private long remove(List<Chosen> chosen, int partition, long floor, Set<UUID> members) throws InterruptedException {
        LongAdder removed = new LongAdder();
        for (int next = 0; next < chosen.size() && isConfirmed(partition, floor, members); next += STEP) {
            long confirmed = System.nanoTime();
            List<Chosen> step = chosen.subList(next, Math.min(next + STEP, chosen.size()));
            calls.inParallel(IntStream.range(0, Math.min(WIDTH, step.size()))
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

    private boolean isConfirmed(int partition, long floor, Set<UUID> members) throws InterruptedException {
        Snapshot snapshot = floorOf(partition);
        return myTurn.getAsBoolean()
                && snapshot.floor(topology.floorKey(partition)) >= floor
                && snapshot.members().equals(members);
    }

    private Snapshot floorOf(int partition) throws InterruptedException {
        return reads.read(new Attempts(), Set.of(topology.floorKey(partition)));
    }

    /** All partitions in random order: a sweep that ends early must not always skip the same ones. */
    private List<Integer> shuffled() {
        List<Integer> partitions = new ArrayList<>(
                IntStream.range(0, topology.partitions()).boxed().toList());
        Collections.shuffle(partitions);
        return partitions;
    }

    /** Pauses for as long as the last step took, to leave resources to other work. */
    private static void pauseSince(long start) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(System.nanoTime() - start);
    }

    private static boolean isFresh(long confirmed) {
        return System.nanoTime() - confirmed < TimeUnit.MILLISECONDS.toNanos(TRUST_MILLIS);
    }

    /** An entry to remove. */
    private record Chosen(Map.Entry<String, byte[]> stored, Entry entry) {

        boolean removeFrom(IMap<String, byte[]> map) {
            return map.remove(stored.getKey(), stored.getValue());
        }
    }
}
