package io.socketless.reality.hazelcast;

import com.hazelcast.map.IMap;
import com.hazelcast.spi.exception.RetryableException;
import io.socketless.reality.RealityUnavailableException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Reads entries together with the floors of their partitions, until all these floors are valid.
 *
 * <p>Protocol:
 *
 * <ol>
 *   <li>Read the keys and their floors in one bulk read.
 *   <li>Judge the floors, by members and owners that are looked up after the read ({@link Floors#judge}). The judgement
 *       starts a repair of each invalid floor.
 *   <li>Require that the members of this judgement reach the quorum.
 *   <li>If a floor is invalid, discard everything, pause, and start again. The same applies to a read that
 *       Hazelcast gave up because a partition moved or its owner left.
 * </ol>
 *
 * A snapshot was valid when it was read. Whether it can still be answered depends on the {@link Lease}
 * ({@link LeasedReads}), and whether a write in it is confirmed on {@link ConfirmedWrites}.
 *
 * <p>Thread-safe; blocks.
 */
final class ValidReads {

    private final IMap<String, byte[]> map;
    private final Topology topology;
    private final Floors floors;
    private final int quorum;

    /**
     * @param quorum minimum number of data members; 0 for any number
     */
    ValidReads(IMap<String, byte[]> map, Topology topology, Floors floors, int quorum) {
        this.map = map;
        this.topology = topology;
        this.floors = floors;
        this.quorum = quorum;
    }

    /** Reads until all floors of these keys are valid. */
    Snapshot read(Attempts attempts, Collection<String> keys) throws InterruptedException {
        while (true) {
            boolean takesTime = true;
            try {
                Snapshot snapshot = readOnce(keys);
                if (snapshot.valid()) {
                    return snapshot;
                }
                takesTime = snapshot.judgement().takesTime();
            } catch (RuntimeException failed) {
                if (!isTransient(failed) || !topology.running()) {
                    throw failed;
                }
                attempts.failed(failed);
            }
            attempts.pause(takesTime);
        }
    }

    /** Reads once; the floors found can be invalid. */
    Snapshot readOnce(Collection<String> keys) {
        Map<String, Integer> partitions = new HashMap<>();
        Set<String> all = new HashSet<>(keys);
        for (String key : keys) {
            int partition = topology.partitionOf(key);
            partitions.put(key, partition);
            all.add(topology.floorKey(partition));
        }
        Map<String, byte[]> values = map.getAll(all);
        Floors.Judgement judgement = floors.judge(new HashSet<>(partitions.values()), values);
        requireQuorum(judgement.members());
        return new Snapshot(partitions, values, judgement);
    }

    /** Reads the floors of all partitions until they are valid, and returns them by partition. */
    Map<Integer, Long> allFloors() throws InterruptedException {
        Set<String> keys = IntStream.range(0, topology.partitions())
                .mapToObj(topology::floorKey)
                .collect(Collectors.toSet());
        return read(new Attempts(), keys).judgement().versions();
    }

    /** Whether the data members that this node sees reach the quorum. */
    boolean hasQuorum() {
        return topology.members().size() >= quorum;
    }

    void requireQuorum(Set<UUID> members) {
        if (members.size() < quorum) {
            throw new RealityUnavailableException(
                    "This node sees %d data members; the quorum is %d".formatted(members.size(), quorum));
        }
    }

    /** Whether Hazelcast retries this failure by itself. It gives up a bulk read after ten tries in three seconds. */
    private static boolean isTransient(RuntimeException failure) {
        return failure instanceof RetryableException;
    }
}
