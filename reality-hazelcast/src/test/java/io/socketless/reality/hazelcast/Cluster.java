package io.socketless.reality.hazelcast;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster of embedded members on loopback, with a name and ports of its own, for one test. */
final class Cluster implements AutoCloseable {

    static final int SIZE = 8;

    final String name = "test-" + UUID.randomUUID();
    final int port = freeRange();
    private final int backups;
    private final List<HazelcastInstance> instances = new CopyOnWriteArrayList<>();

    Cluster() {
        this(1);
    }

    Cluster(int backups) {
        this.backups = backups;
    }

    /** Starts a member, on which a test opens stores. */
    HazelcastInstance start() {
        return start(List.of("127.0.0.1"));
    }

    /** Starts a member that looks for others at these addresses only. */
    HazelcastInstance start(List<String> others) {
        Config config = EmbeddedInstance.config(HazelcastSettings.of(settings("embedded")), "127.0.0.1");
        config.getNetworkConfig().getJoin().getTcpIpConfig().setMembers(new ArrayList<>(others));
        HazelcastInstance instance = Hazelcast.newHazelcastInstance(config);
        instances.add(instance);
        return instance;
    }

    /** Properties that lead to this cluster. */
    Settings settings(String mode) {
        return settings(Map.of("reality.hazelcast.instance", mode));
    }

    Settings settings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "reality.hazelcast.cluster-name", name,
                "reality.hazelcast.port", Integer.toString(port),
                "reality.hazelcast.port-count", Integer.toString(SIZE),
                "reality.hazelcast.backups", Integer.toString(backups),
                "reality.hazelcast.join-timeout", "PT20S"));
        all.putAll(more);
        return property -> Optional.ofNullable(all.get(property));
    }

    /** Opens a store as an application would, with a member of its own. */
    RealityStore open(Map<String, String> more, String serverId) throws Exception {
        return new HazelcastStoreProvider()
                .configure(settings(more), identity(serverId))
                .open();
    }

    /** Opens a store on a member that outlives it. */
    static HazelcastStore openOn(HazelcastInstance instance, String map, String serverId) {
        return openOn(instance, map, serverId, Bounds.DEFAULTS);
    }

    static HazelcastStore openOn(HazelcastInstance instance, String map, String serverId, Bounds bounds) {
        return HazelcastStore.open(
                new Attachment(instance, () -> {}), map, 0, bounds, identity(serverId), Clock.systemUTC());
    }

    static NodeIdentity identity(String serverId) {
        return new NodeIdentity(serverId, Optional.empty());
    }

    @Override
    public void close() {
        instances.forEach(instance -> instance.getLifecycleService().terminate());
    }

    /**
     * The first of some ports that nobody listens at now, nor will the tests that run at the same time in another
     * process.
     */
    private static int freeRange() {
        int first = 10_000 + 4_000 * (Integer.getInteger("fork", 1) - 1);
        for (int port = first + (int) (Math.random() * 3_000); ; port += SIZE) {
            if (isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int first) {
        for (int port = first; port < first + SIZE; port++) {
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                probe.setReuseAddress(true);
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
