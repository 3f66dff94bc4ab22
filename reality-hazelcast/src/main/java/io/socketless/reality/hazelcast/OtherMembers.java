package io.socketless.reality.hazelcast;

import com.hazelcast.cluster.Address;
import com.hazelcast.map.IMap;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/** Probes each of the other data members with a read of a floor that it owns. Thread-safe. */
final class OtherMembers implements Lease.MemberProbe {

    private static final int CONNECT_MILLIS = 300;

    private final IMap<String, byte[]> map;
    private final Topology topology;

    OtherMembers(IMap<String, byte[]> map, Topology topology) {
        this.map = map;
        this.topology = topology;
    }

    @Override
    public Set<UUID> members() {
        return topology.members();
    }

    @Override
    public Map<UUID, Address> others() {
        Map<UUID, Address> others = topology.otherMembers();
        Set<UUID> owners = new HashSet<>();
        for (int partition = 0; partition < topology.partitions(); partition++) {
            owners.add(topology.owner(partition));
        }
        others.keySet().retainAll(owners);
        return others;
    }

    @Override
    public CompletionStage<Boolean> probe(UUID member) {
        // Another partition each time, because one can be moving.
        int offset = ThreadLocalRandom.current().nextInt(topology.partitions());
        for (int i = 0; i < topology.partitions(); i++) {
            int partition = (offset + i) % topology.partitions();
            if (member.equals(topology.owner(partition))) {
                return map.getAsync(topology.floorKey(partition))
                        .thenApply(floor -> member.equals(topology.owner(partition)));
            }
        }
        return CompletableFuture.completedStage(false);
    }

    @Override
    public boolean reachable(Address address) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), CONNECT_MILLIS);
            return true;
        } catch (IOException unreachable) {
            return false;
        }
    }
}
