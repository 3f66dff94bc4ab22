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

/** The other data members, each asked for a floor of its own. Thread-safe. */
final class Fellows implements Lease.Others {

    private static final int CONNECT_MILLIS = 300;

    private final IMap<String, byte[]> map;
    private final Topology topology;

    Fellows(IMap<String, byte[]> map, Topology topology) {
        this.map = map;
        this.topology = topology;
    }

    @Override
    public Set<UUID> members() {
        return topology.members();
    }

    @Override
    public Map<UUID, Address> present() {
        Map<UUID, Address> present = topology.otherMembers();
        Set<UUID> owners = new HashSet<>();
        for (int partition = 0; partition < topology.partitions(); partition++) {
            owners.add(topology.owner(partition));
        }
        present.keySet().retainAll(owners);
        return present;
    }

    @Override
    public CompletionStage<Boolean> ask(UUID member) {
        // Not always from the same one, which may be on the move.
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
        } catch (IOException nobody) {
            return false;
        }
    }
}
