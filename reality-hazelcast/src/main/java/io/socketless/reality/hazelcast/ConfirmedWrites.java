package io.socketless.reality.hazelcast;

import com.hazelcast.map.IMap;
import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Versions;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Raises the versions of keys and returns when the new versions cannot be lost.
 *
 * <p>Protocol:
 *
 * <ol>
 *   <li>Wait until the {@link Lease} is held and permits confirmations. Read keys and floors in bulk until the
 *       floors are valid, and keep the members of that judgement.
 *   <li>Compare-and-set each key to a version above its entry and its floor, in parallel.
 *   <li>Read keys and floors back in bulk. A key is done if its entry is this write, or was written over it, and is
 *       above the floor. This counts only while the floors are valid, because they then name the owners that have
 *       just answered, and while the members are those of step 1: a member that left in between can have been the
 *       backup that acknowledged the write, or the owner. The lease must be held, too.
 *   <li>Keys that are not done start again after a short random pause, from the result of step 3 if it was valid.
 * </ol>
 *
 * A compare-and-set that Hazelcast repeated by itself during a failover can report failure although it took effect.
 * Step 3 therefore compares the bytes; their stamp identifies the write.
 *
 * <p>Thread-safe; blocks.
 */
final class ConfirmedWrites {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    private final IMap<String, byte[]> map;
    private final Topology topology;
    private final Floors floors;
    private final ValidReads reads;
    private final Lease lease;
    private final Calls calls;
    private final Clock clock;

    ConfirmedWrites(
            IMap<String, byte[]> map,
            Topology topology,
            Floors floors,
            ValidReads reads,
            Lease lease,
            Calls calls,
            Clock clock) {
        this.map = map;
        this.topology = topology;
        this.floors = floors;
        this.reads = reads;
        this.lease = lease;
        this.calls = calls;
        this.clock = clock;
    }

    /**
     * Writes and confirms. Called on a thread of {@link Calls}.
     *
     * @return the states written, in the order of the changes
     * @throws IllegalArgumentException if a key occurs more than once
     * @throws RealityUnavailableException if not all writes could be confirmed; some can have taken effect
     */
    Map<String, KeyState> write(Collection<Change> changes) throws InterruptedException {
        Map<String, Change> open = byKey(changes);
        Map<String, KeyState> done = new HashMap<>();
        Attempts attempts = new Attempts();
        Snapshot before = null;
        while (!open.isEmpty()) {
            try {
                awaitConfirmable(attempts);
                Snapshot start = before != null ? before : reads.read(attempts, open.keySet());
                Map<String, Proposal> proposals = proposed(open.values(), start);
                apply(proposals);
                Snapshot after = reads.readOnce(open.keySet());
                boolean conclusive = after.valid()
                        && after.members().equals(start.members())
                        && lease.held()
                        && lease.nanosUntilConfirmable(after.members()) <= 0;
                if (conclusive) {
                    proposals.forEach((key, proposal) -> {
                        if (proposal.isKeptIn(after, key)) {
                            floors.seen(proposal.entry.version());
                            done.put(key, proposal.entry.state(key));
                            open.remove(key);
                        }
                    });
                }
                before = conclusive ? after : null;
            } catch (RealityUnavailableException | UnknownFormatException permanent) {
                throw permanent;
            } catch (RuntimeException failed) {
                if (!topology.running()) {
                    throw failed;
                }
                attempts.failed(failed);
                before = null;
            }
            if (!open.isEmpty()) {
                attempts.pause(before == null);
            }
        }
        Map<String, KeyState> states = new LinkedHashMap<>();
        changes.forEach(change -> states.put(change.key(), done.get(change.key())));
        return states;
    }

    private static Map<String, Change> byKey(Collection<Change> changes) {
        Map<String, Change> byKey = new LinkedHashMap<>();
        for (Change change : changes) {
            if (byKey.put(change.key(), change) != null) {
                throw new IllegalArgumentException("A key occurs more than once in one write");
            }
        }
        return byKey;
    }

    /** Waits until a write can be confirmed. */
    private void awaitConfirmable(Attempts attempts) throws InterruptedException {
        while (true) {
            Set<UUID> members = topology.members();
            reads.requireQuorum(members);
            lease.require(attempts.left());
            long nanos = lease.nanosUntilConfirmable(members);
            if (nanos <= 0) {
                return;
            }
            attempts.pause(Duration.ofNanos(Math.min(nanos, LONGEST_PAUSE.toNanos())));
        }
    }

    private Map<String, Proposal> proposed(Collection<Change> changes, Snapshot snapshot) {
        long latest = Versions.ceiling(topology.clusterTime());
        Map<String, Proposal> proposals = new LinkedHashMap<>();
        for (Change change : changes) {
            byte[] old = snapshot.bytes(change.key());
            long previous = snapshot.floor(change.key());
            if (old != null) {
                previous = Math.max(previous, Entry.decoded(old).version());
            }
            long version = Versions.next(previous, Math.min(Versions.candidate(clock), latest));
            Entry entry = Entry.written(
                    version,
                    clock.millis(),
                    change.deletes(),
                    change.hash().orElseGet(() -> KeyState.hashOf(version)),
                    change.source());
            proposals.put(change.key(), new Proposal(old, entry));
        }
        return proposals;
    }

    /** Compares and sets every key, in as many parallel parts as there are threads for. */
    private void apply(Map<String, Proposal> proposals) throws InterruptedException {
        List<Map.Entry<String, Proposal>> all = List.copyOf(proposals.entrySet());
        int width = Math.min(calls.width(), all.size());
        calls.inParallel(IntStream.range(0, width)
                .<Runnable>mapToObj(part -> () -> {
                    for (int i = part; i < all.size(); i += width) {
                        all.get(i).getValue().apply(map, all.get(i).getKey());
                    }
                })
                .toList());
    }

    /** One compare-and-set. Confined to the thread that applies it until the parts are joined. */
    private static final class Proposal {

        private final byte @Nullable [] old;
        private final Entry entry;
        private final byte[] bytes;
        private boolean accepted;

        Proposal(byte @Nullable [] old, Entry entry) {
            this.old = old;
            this.entry = entry;
            this.bytes = entry.encoded();
        }

        void apply(IMap<String, byte[]> map, String key) {
            accepted = old == null ? map.putIfAbsent(key, bytes) == null : map.replace(key, old, bytes);
        }

        boolean isKeptIn(Snapshot snapshot, String key) {
            byte[] found = snapshot.bytes(key);
            if (found == null || snapshot.floor(key) >= entry.version()) {
                return false;
            }
            return Arrays.equals(found, bytes)
                    || (accepted && Entry.decoded(found).version() > entry.version());
        }
    }
}
