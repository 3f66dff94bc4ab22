package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.KeyState;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.RealityStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EmbeddedStoreTest {

    private static final Map<String, String> EMBEDDED = Map.of("reality.hazelcast.instance", "embedded");

    @Test
    void a_node_reads_the_writes_of_another() throws Exception {
        try (Cluster cluster = new Cluster();
                RealityStore a = cluster.open(EMBEDDED, "a");
                RealityStore b = cluster.open(EMBEDDED, "b")) {
            for (int i = 0; i < 50; i++) {
                KeyState written =
                        a.write(List.of(Change.invalidate("k" + i, "s"))).get("k" + i);

                assertThat(b.read(Set.of("k" + i))).containsEntry("k" + i, written);
            }
        }
    }
}
