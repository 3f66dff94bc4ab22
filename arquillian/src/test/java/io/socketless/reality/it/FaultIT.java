package io.socketless.reality.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.servers.Cluster;
import io.socketless.reality.servers.ServerNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Nodes that come and go. Each test brings the nodes into the state that it begins with. */
class FaultIT {
    private static final List<String> KEYS =
            IntStream.range(0, 300).mapToObj(index -> "fault:" + index).toList();

    private static Cluster cluster;
    private static Client a;
    private static Client b;

    @BeforeAll
    static void plan() {
        cluster = Cluster.of(2, "/board/reality/health", BoardCluster.SETTINGS, Wars.board());
        a = new Client(cluster.node(0), "board");
        b = new Client(cluster.node(1), "board");
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @Test
    void a_node_that_starts_alone_serves_and_one_that_joins_late_knows_the_same() {
        cluster.each(ServerNode::stop);
        cluster.start(0);
        Map<String, Long> versions = updateAll(a);

        cluster.start(1);

        assertThat(b.sync(versions).changed()).isEmpty();
        assertThat(a.sync(versions).changed()).isEmpty();
        long changed = b.update(KEYS.get(0));
        assertThat(a.sync(versions).changes()).isEqualTo(Map.of(KEYS.get(0), changed));
    }

    @Test
    void the_death_of_a_node_loses_nothing() {
        cluster.start();
        Map<String, Long> old = a.versions(KEYS);
        Map<String, Long> changed = updateAll(a);

        cluster.node(0).kill();

        assertThat(b.sync(old).changed()).containsExactlyInAnyOrderElementsOf(KEYS);
        assertThat(b.sync(changed).changes())
                .allSatisfy((key, version) -> assertThat(version).isGreaterThan(changed.get(key)));
    }

    @Test
    void a_client_that_waits_is_woken_after_the_other_node_has_died() throws Exception {
        cluster.start();
        long known = b.version("fault:waiting");
        CompletableFuture<Answer> waiting = b.syncWaiting(Map.of("fault:waiting", known), Duration.ofSeconds(25));
        Waiting.untilHeld(waiting);

        cluster.node(0).kill();
        b.update("fault:waiting");

        assertThat(waiting.get(10, SECONDS).changed()).containsExactly("fault:waiting");
    }

    @Test
    void after_a_restart_of_all_nodes_every_client_that_holds_an_old_version_is_told() {
        cluster.start();
        Map<String, Long> versions = updateAll(a);

        cluster.each(ServerNode::stop);
        cluster.start();

        Map<String, Long> after = b.sync(versions).changes();
        assertThat(after.keySet()).containsExactlyInAnyOrderElementsOf(KEYS);
        assertThat(after).allSatisfy((key, version) -> assertThat(version).isGreaterThan(versions.get(key)));
    }

    @Test
    void after_the_death_of_all_nodes_every_client_that_holds_an_old_version_is_told() {
        cluster.start();
        Map<String, Long> versions = updateAll(b);

        cluster.each(ServerNode::kill);
        cluster.start();

        assertThat(a.sync(versions).changed()).containsExactlyInAnyOrderElementsOf(KEYS);
    }

    @Test
    void a_node_that_is_told_to_stop_answers_the_clients_that_wait() throws Exception {
        cluster.start();
        CompletableFuture<Answer> waiting =
                b.syncWaiting(Map.of("fault:stop", b.version("fault:stop")), Duration.ofSeconds(25));
        Waiting.untilHeld(waiting);

        cluster.node(1).stop();

        assertThat(waiting.get(10, SECONDS))
                .satisfies(
                        answer -> assertThat(answer.status()).as(answer.body()).isIn(200, 503));
    }

    private static Map<String, Long> updateAll(Client client) {
        Map<String, Long> versions = new HashMap<>();
        KEYS.forEach(key -> versions.put(key, client.update(key)));
        return versions;
    }
}
