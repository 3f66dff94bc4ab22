package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.socketless.reality.KeyState;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Peer;
import io.socketless.reality.spi.Peer.Health;
import io.socketless.reality.spi.RealityStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Nodes in separate processes, one of which is killed. */
class KilledProcessTest {

    private static final Set<String> KEYS =
            IntStream.range(0, 300).mapToObj(i -> "key" + i).collect(Collectors.toSet());
    private static final Map<String, String> EMBEDDED = Map.of("reality.hazelcast.instance", "embedded");

    private final Cluster cluster = new Cluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void every_write_that_a_killed_node_acknowledged_is_reported() throws Exception {
        try (RealityStore here = cluster.open(EMBEDDED, "here");
                OtherNode other = new OtherNode(cluster, Writer.class)) {
            Map<String, Long> known = here.read(KEYS).entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, entry -> entry.getValue().version()));
            Map<String, Long> acknowledged = other.acknowledgements(500);

            other.kill();
            other.acknowledgements(Integer.MAX_VALUE)
                    .forEach((key, version) -> acknowledged.merge(key, version, Math::max));

            Map<String, KeyState> now = here.read(KEYS);
            assertThat(acknowledged).isNotEmpty().allSatisfy((key, version) -> assertThat(
                            now.get(key).version())
                    .as(key)
                    .isGreaterThanOrEqualTo(version)
                    .isNotEqualTo(known.get(key)));
            Map<String, KeyState> written = here.write(
                    KEYS.stream().map(key -> Change.invalidate(key, "s")).toList());
            assertThat(written).allSatisfy((key, state) -> assertThat(state.version())
                    .isGreaterThan(now.get(key).version()));
            await().atMost(Duration.ofSeconds(40))
                    .untilAsserted(() -> assertThat(here.peers()).doesNotContain(new Peer("other", Health.HEALTHY)));
        }
    }

    @Test
    void the_intents_of_a_killed_node_are_published() throws Exception {
        try (RealityStore here = cluster.open(EMBEDDED, "here");
                OtherNode other = new OtherNode(cluster, Recorder.class)) {
            other.awaitLine("recorded");

            other.kill();

            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(here.read(KEYS).values())
                            .allSatisfy(state ->
                                    assertThat(state.source()).as(state.key()).isEqualTo("recorded")));
        }
    }

    /** The other process: records intents for all keys, and publishes none. */
    static final class Recorder {

        private Recorder() {}

        public static void main(String[] arguments) throws Exception {
            RealityStore store = open(arguments);
            for (String key : KEYS) {
                var ignored = store.intents().orElseThrow().record(List.of(Change.invalidate(key, "recorded")));
            }
            System.out.println("recorded");
            Thread.currentThread().join(); // until it is killed
        }
    }

    /** The other process: changes keys continuously and prints the acknowledged versions. */
    static final class Writer {

        private Writer() {}

        public static void main(String[] arguments) throws Exception {
            RealityStore store = open(arguments);
            for (int i = 0; ; i++) {
                String key = "key" + i % KEYS.size();
                KeyState state =
                        store.write(List.of(Change.invalidate(key, "s"))).get(key);
                System.out.println(key + " " + state.version());
            }
        }
    }

    private static RealityStore open(String[] arguments) throws Exception {
        Map<String, String> settings = Map.of(
                "reality.hazelcast.instance", "embedded",
                "reality.hazelcast.cluster-name", arguments[0],
                "reality.hazelcast.port", arguments[1]);
        return new HazelcastStoreProvider()
                .configure(name -> Optional.ofNullable(settings.get(name)), Cluster.identity("other"))
                .open();
    }
}
