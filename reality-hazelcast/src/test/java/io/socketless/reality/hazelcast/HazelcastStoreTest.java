package io.socketless.reality.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.RealityStoreContract;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, on one of two members. Each test has a map of its own. */
class HazelcastStoreTest extends RealityStoreContract {

    private static Cluster cluster;
    private static HazelcastInstance member;

    @BeforeAll
    static void start() {
        cluster = new Cluster();
        member = cluster.start();
        cluster.start();
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Override
    protected RealityStore openEmpty(Bounds bounds) {
        return Cluster.openOn(member, "map-" + UUID.randomUUID(), "node-1", bounds);
    }
}
