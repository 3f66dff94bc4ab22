package io.socketless.reality.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Endpoint;
import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.partition.Partition;
import com.hazelcast.partition.PartitionService;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Members and partitions as this node sees them now. All methods answer from local memory. Thread-safe.
 */
final class Topology {

    /** Keys of the floors begin with this; a number follows. */
    static final String FLOOR_PREFIX = "~floor:";

    private final HazelcastInstance instance;
    private volatile @Nullable Table table;

    Topology(HazelcastInstance instance) {
        this.instance = instance;
    }

    /** The number of partitions. They are numbered from 0, and their number never changes. */
    int partitions() {
        return table().partitions.size();
    }

    int partitionOf(String key) {
        return instance.getPartitionService().getPartition(key).getPartitionId();
    }

    /** The reserved key that holds the floor of a partition, the same on every node. */
    String floorKey(int partition) {
        return table().floorKeys.get(partition);
    }

    /** The owner of a partition, null while there is none. */
    @Nullable
    UUID owner(int partition) {
        Member owner = table().partitions.get(partition).getOwner();
        return owner == null ? null : owner.getUuid();
    }

    /** Whether a member owns a partition. */
    boolean ownsAny(UUID member) {
        return IntStream.range(0, partitions()).anyMatch(partition -> member.equals(owner(partition)));
    }

    /** The members that hold data. */
    Set<UUID> members() {
        Set<UUID> members = new HashSet<>();
        for (Member member : cluster().getMembers()) {
            if (!member.isLiteMember()) {
                members.add(member.getUuid());
            }
        }
        return members;
    }

    /** The members that hold data, except the one of this node, and their addresses. The caller can change the map. */
    Map<UUID, Address> otherMembers() {
        Optional<UUID> here = here();
        Map<UUID, Address> others = new HashMap<>();
        for (Member member : cluster().getMembers()) {
            if (!member.isLiteMember() && !here.equals(Optional.of(member.getUuid()))) {
                others.put(member.getUuid(), member.getAddress());
            }
        }
        return others;
    }

    /**
     * Every member, including those that hold no data. Empty once the instance is shut down: Payara Micro shuts its
     * instance down before it stops the applications, whose last answers still name their peers.
     */
    Set<UUID> everyMember() {
        try {
            return cluster().getMembers().stream().map(Member::getUuid).collect(Collectors.toSet());
        } catch (HazelcastInstanceNotActiveException stopped) {
            return Set.of();
        }
    }

    /** The member of this node; empty on a Hazelcast client. */
    Optional<UUID> here() {
        Endpoint endpoint = instance.getLocalEndpoint();
        return endpoint instanceof Member member ? Optional.of(member.getUuid()) : Optional.empty();
    }

    boolean isHere(UUID member) {
        return here().filter(member::equals).isPresent();
    }

    boolean running() {
        return instance.getLifecycleService().isRunning();
    }

    /** The cluster's time in epoch milliseconds; on a Hazelcast client the client's own. */
    long clusterTime() {
        return cluster().getClusterTime();
    }

    private Cluster cluster() {
        return instance.getCluster();
    }

    private Table table() {
        Table known = table;
        if (known == null) {
            known = Table.of(instance.getPartitionService());
            table = known;
        }
        return known;
    }

    /**
     * For each partition its live view and the key of its floor: the first of ~floor:0, ~floor:1, ... that belongs
     * to it.
     */
    private record Table(List<Partition> partitions, List<String> floorKeys) {

        static Table of(PartitionService service) {
            Set<Partition> all = service.getPartitions();
            if (all.isEmpty()) {
                throw new IllegalStateException("The partitions are not known yet");
            }
            Partition[] partitions = new Partition[all.size()];
            for (Partition partition : all) {
                partitions[partition.getPartitionId()] = partition;
            }
            String[] keys = new String[partitions.length];
            int missing = keys.length;
            for (int n = 0; missing > 0; n++) {
                String key = FLOOR_PREFIX + n;
                int partition = service.getPartition(key).getPartitionId();
                if (keys[partition] == null) {
                    keys[partition] = key;
                    missing--;
                }
            }
            return new Table(List.of(partitions), List.of(keys));
        }
    }
}
