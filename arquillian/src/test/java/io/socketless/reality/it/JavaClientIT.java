package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.servers.Cluster;
import io.socketless.reality.servers.ServerNode;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The Java client, and nodes that come and go under it. On one kind of server: the client sees the protocol only. */
class JavaClientIT {
    private static Cluster cluster;
    private static Client a;
    private static Client b;

    private final AtomicReference<String> holding = new AtomicReference<>();
    private RealityClient client;

    @BeforeAll
    static void plan() {
        assumeTrue(Cluster.server().equals("payara"));
        cluster = Cluster.of(2, "/board/reality/health", BoardCluster.SETTINGS, Wars.board());
        a = new Client(cluster.node(0), "board");
        b = new Client(cluster.node(1), "board");
    }

    @AfterAll
    static void end() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @BeforeEach
    void connect() {
        cluster.start();
        client = RealityClient.builder()
                .executionMode(ExecutionMode.CLIENT)
                .servers(
                        a.node().uri("/board").toString(),
                        b.node().uri("/board").toString())
                .backoff(Duration.ofMillis(100), Duration.ofSeconds(2))
                .avoidFor(Duration.ofSeconds(1))
                .build();
        client.onEvent(event -> {
            if (event instanceof ClientEvent.SyncStarted started && started.held()) {
                holding.set(started.server());
            }
        });
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    @Test
    void a_node_that_is_killed_under_a_held_request_costs_neither_a_change_nor_long() {
        Subscription<String> watching = follow("client:killed");
        Client dying = holding.get().equals(url(a)) ? a : b;
        Client surviving = dying == a ? b : a;
        dying.node().kill();
        long version = surviving.update("client:killed");

        Waiting.atMostSeconds(20).until(() -> watching.state().value().get().equals("v" + version));
        assertThat(client.statistics().failovers()).isPositive();
    }

    @Test
    void a_rolling_restart_is_seen_through() {
        Subscription<String> watching = follow("client:rolling");
        for (Client leaving : List.of(a, b)) {
            Client staying = leaving == a ? b : a;
            leaving.node().stop();
            long meanwhile = staying.update("client:rolling");
            Waiting.atMostSeconds(20).until(() -> watching.state().value().get().equals("v" + meanwhile));
            cluster.start();
        }
        long last = a.update("client:rolling");

        Waiting.atMostSeconds(20)
                .until(() -> watching.state() instanceof State.Ready<String> ready
                        && ready.held().value().equals("v" + last));
    }

    @Test
    void all_nodes_may_restart_and_the_client_goes_on() {
        Subscription<String> watching = follow("client:all");
        String before = watching.state().value().get();
        cluster.each(ServerNode::kill);
        Waiting.atMostSeconds(20).until(() -> watching.state() instanceof State.Failed);
        assertThat(watching.state().value()).contains(before);
        cluster.start();
        Waiting.atMostSeconds(20).until(() -> watching.state() instanceof State.Ready);
        long version = b.update("client:all");

        Waiting.atMostSeconds(20).until(() -> watching.state().value().get().equals("v" + version));
        assertThat(client.servers()).anyMatch(server -> server.healthy());
    }

    @Test
    void a_thousand_subscriptions_are_one_held_request_and_no_thread_each() {
        int threads = Thread.activeCount();
        List<Subscription<KeyReport>> all = IntStream.range(0, 1_000)
                .mapToObj(index -> client.subscribe("client:many:" + index, SubscriptionOptions.versions()))
                .toList();
        Waiting.atMostSeconds(30).until(() -> all.stream().allMatch(each -> each.state() instanceof State.Ready));
        Waiting.atMostSeconds(10).until(() -> a.waiters() + b.waiters() == 1);
        assertThat(Thread.activeCount() - threads).isLessThan(30);

        for (int index = 0; index < 1_000; index += 40) {
            Subscription<KeyReport> watching = all.get(index);
            long version = (index % 80 == 0 ? a : b).update("client:many:" + index);
            Waiting.atMostSeconds(10).until(() -> watching.state().value().get().version() == version);
        }
        assertThat(client.statistics().keys()).isEqualTo(1_000);
    }

    private Subscription<String> follow(String key) {
        Subscription<String> watching = client.subscribe(
                key, SubscriptionOptions.fetching(node -> CompletableFuture.completedFuture("v" + node.version())));
        Waiting.atMostSeconds(20).until(() -> watching.state() instanceof State.Ready && holding.get() != null);
        return watching;
    }

    private static String url(Client client) {
        return client.node().uri("/board").toString();
    }
}
