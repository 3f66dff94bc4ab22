package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.socketless.reality.KeyState;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.RealityStore;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A process on whose Hazelcast a node lives, without owning it, is told to end: Hazelcast's shutdown hook and the
 * server's, which closes the application, run side by side.
 */
class EndingProcessTest {

    /** Without backups, entries that are not handed over are lost. */
    private static final Map<String, String> SETTINGS =
            Map.of("reality.hazelcast.instance", "embedded", "reality.hazelcast.backups", "0");

    private static final Set<String> KEYS =
            IntStream.range(0, 100).mapToObj(i -> "key" + i).collect(Collectors.toSet());

    private final Cluster cluster = new Cluster(0);

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void a_member_serves_its_node_until_the_server_has_closed_it() throws Exception {
        try (RealityStore here = cluster.open(SETTINGS, "here");
                OtherNode other = new OtherNode(cluster, Server.class)) {
            other.awaitLine("up");

            other.stop();

            Map<String, Long> written = other.acknowledgements(Integer.MAX_VALUE);
            assertThat(written.keySet()).isEqualTo(KEYS);
            assertThat(here.read(KEYS))
                    .allSatisfy((key, state) -> assertThat(state.version()).isGreaterThanOrEqualTo(written.get(key)));
        }
    }

    @Test
    void then_it_hands_over_its_entries() throws Exception {
        try (RealityStore here = cluster.open(SETTINGS, "here");
                OtherNode other = new OtherNode(cluster, Server.class)) {
            other.awaitLine("up");

            other.stop();

            assertThat(here.read(KEYS).values()).allMatch(KeyState::exists);
        }
    }

    /** The other process: runs a member like a server, and changes keys while it stops. */
    static final class Server {

        private Server() {}

        public static void main(String[] arguments) throws Exception {
            Map<String, String> all = new HashMap<>(SETTINGS);
            all.put("reality.hazelcast.cluster-name", arguments[0]);
            all.put("reality.hazelcast.port", arguments[1]);
            HazelcastSettings settings = HazelcastSettings.of(name -> Optional.ofNullable(all.get(name)));
            Config config = EmbeddedInstance.config(settings, "127.0.0.1");
            config.setProperty("hazelcast.shutdownhook.enabled", "true");
            HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
            Topology topology = new Topology(member);
            HazelcastStore store = HazelcastStore.open(
                    new Attachment(member, () -> {}),
                    settings.map(),
                    0,
                    Bounds.DEFAULTS,
                    Cluster.identity("other"),
                    Clock.systemUTC());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                for (String key : KEYS) {
                    KeyState state =
                            store.write(List.of(Change.invalidate(key, "s"))).get(key);
                    System.out.println(key + " " + state.version());
                }
                store.close();
            }));
            await().until(() -> IntStream.range(0, topology.partitions())
                            .filter(partition -> topology.isHere(topology.owner(partition)))
                            .count()
                    > topology.partitions() / 3);
            System.out.println("up");
            Thread.currentThread().join(); // until it is told to end
        }
    }
}
