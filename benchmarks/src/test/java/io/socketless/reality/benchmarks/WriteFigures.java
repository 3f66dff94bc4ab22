package io.socketless.reality.benchmarks;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.socketless.reality.hazelcast.HazelcastStoreProvider;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.Settings;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * What it costs to confirm a change: the store's write of one key beside a bare read and compare-and-set of a map of
 * the same members, which may be lost. Three embedded members, one backup, all in this process, connected by TCP on
 * loopback.
 */
public final class WriteFigures {
    private static final int MEMBERS = 3;
    private static final int ROUNDS = 7;
    private static final int WRITES = 2_000;
    private static final int KEYS = 500;

    private WriteFigures() {}

    /** Measures and prints. Argument: the first of three ports. */
    public static void main(String... arguments) throws Exception {
        Settings settings = settings(arguments[0]);
        RealityStore[] stores = new RealityStore[MEMBERS];
        for (int i = 0; i < MEMBERS; i++) {
            stores[i] = new HazelcastStoreProvider()
                    .configure(settings, new NodeIdentity("node-" + i, Optional.empty()))
                    .open();
        }
        HazelcastInstance member =
                Hazelcast.getAllHazelcastInstances().iterator().next();
        IMap<String, byte[]> bare = member.getMap("bare");
        for (int i = 0; i < KEYS; i++) {
            bare.set("key:" + i, version(0));
        }
        IntConsumer confirmed = i -> stores[0].write(List.of(Change.invalidate("key:" + i % KEYS, "figures")));
        IntConsumer unconfirmed = i -> raise(bare, "key:" + i % KEYS);

        System.out.printf("writes of one key, %d members, one thread, median of a write in us:%n", MEMBERS);
        median(confirmed);
        median(unconfirmed);
        for (int round = 0; round < ROUNDS; round++) {
            double with = median(confirmed);
            double without = median(unconfirmed);
            System.out.printf(
                    "  confirmed %6.0f   read and compare-and-set %6.0f   ratio %.2f%n", with, without, with / without);
        }
        System.exit(0);
    }

    private static void raise(IMap<String, byte[]> map, String key) {
        byte[] old = map.get(key);
        while (!map.replace(key, old, version(ByteBuffer.wrap(old).getLong() + 1))) {
            old = map.get(key);
        }
    }

    /** As many bytes as an entry of the store has. */
    private static byte[] version(long version) {
        return ByteBuffer.allocate(80).putLong(version).array();
    }

    private static double median(IntConsumer write) {
        long[] took = new long[WRITES];
        for (int i = 0; i < WRITES; i++) {
            long begun = System.nanoTime();
            write.accept(i);
            took[i] = System.nanoTime() - begun;
        }
        Arrays.sort(took);
        return took[WRITES / 2] / 1_000.0;
    }

    private static Settings settings(String port) {
        Map<String, String> all = Map.of(
                "reality.hazelcast.instance",
                "embedded",
                "reality.hazelcast.cluster-name",
                "figures-" + port,
                "reality.hazelcast.port",
                port,
                "reality.hazelcast.port-count",
                Integer.toString(MEMBERS));
        return property -> Optional.ofNullable(all.get(property));
    }
}
