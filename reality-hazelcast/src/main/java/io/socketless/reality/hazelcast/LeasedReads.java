package io.socketless.reality.hazelcast;

import com.hazelcast.map.IMap;
import io.socketless.reality.KeyState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads that can be answered to a client.
 *
 * <p>Protocol: wait a short time for the {@link Lease}, read until all floors are valid ({@link ValidReads}), then
 * check the lease again. A node that was paused in between starts over: its answer could precede a change that the
 * others confirmed during the pause.
 *
 * <p>Thread-safe; blocks.
 */
final class LeasedReads {

    private static final Duration LEASE_LIMIT = Duration.ofSeconds(2);

    private final IMap<String, byte[]> map;
    private final Topology topology;
    private final ValidReads reads;
    private final Lease lease;
    private final String serverId;

    /**
     * @param serverId the source of keys without an entry
     */
    LeasedReads(IMap<String, byte[]> map, Topology topology, ValidReads reads, Lease lease, String serverId) {
        this.map = map;
        this.topology = topology;
        this.reads = reads;
        this.lease = lease;
        this.serverId = serverId;
    }

    Map<String, KeyState> read(Set<String> keys) throws InterruptedException {
        Attempts attempts = new Attempts();
        Snapshot snapshot = underLease(attempts, () -> reads.read(attempts, keys));
        Map<String, KeyState> states = new LinkedHashMap<>();
        keys.forEach(key -> states.put(key, snapshot.state(key, serverId)));
        return states;
    }

    /** The existing keys with a version above this one, by version. */
    List<KeyState> changedSince(long version) throws InterruptedException {
        return underLease(new Attempts(), () -> existingAbove(version));
    }

    private <T> T underLease(Attempts attempts, Read<T> read) throws InterruptedException {
        while (true) {
            if (!lease.held()) {
                reads.requireQuorum(topology.members());
                lease.require(LEASE_LIMIT);
            }
            T result = read.run();
            if (lease.held()) {
                return result;
            }
            attempts.pause(false);
        }
    }

    private List<KeyState> existingAbove(long version) throws InterruptedException {
        Map<Integer, Long> floors = reads.allFloors();
        List<KeyState> changed = new ArrayList<>();
        for (Map.Entry<String, byte[]> stored : map.entrySet()) {
            String key = stored.getKey();
            if (!key.startsWith(Topology.FLOOR_PREFIX)) {
                long floor = floors.getOrDefault(topology.partitionOf(key), 0L);
                KeyState state = Entry.decoded(stored.getValue()).above(floor, key);
                if (state.exists() && state.version() > version) {
                    changed.add(state);
                }
            }
        }
        changed.sort(Comparator.comparingLong(KeyState::version));
        return changed;
    }

    @FunctionalInterface
    private interface Read<T> {
        T run() throws InterruptedException;
    }
}
