package io.socketless.reality.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.socketless.reality.servers.Cluster;
import io.socketless.reality.servers.ServerNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications that come and go on one node that keeps running. */
class DeploymentIT {
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final String ENGINE = "io.socketless.reality.core.Engine";

    private static Cluster cluster;
    private static ServerNode node;

    @BeforeAll
    static void start() {
        cluster = Cluster.of(
                        1,
                        "/reality-server/reality/health",
                        // Each application that brings its own Hazelcast takes a port.
                        Map.of("reality.hazelcast.port-count", "5"),
                        Wars.ready())
                .start();
        node = cluster.node(0);
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @Test
    void the_ready_war_answers_as_it_is_with_the_write_endpoints_closed() {
        Client client = new Client(node, "reality-server");

        assertThat(client.sync(Map.of("x", 0L)).changed()).containsExactly("x");
        assertThat(client.post("/reality/update", "{\"key\":\"x\",\"hash\":\"h\"}")
                        .status())
                .isIn(401, 403);
        assertThat(client.post("/reality/invalidate", "{\"keys\":[\"x\"]}").status())
                .isIn(401, 403);
        assertThat(client.get("/reality/versions").status()).isIn(401, 403);
    }

    @Test
    void an_application_without_jax_rs_is_served_and_fires_events() {
        node.deploy(Wars.plain("plain", Map.of("reality.store", "memory")));
        try {
            Client client = new Client(node, "plain");
            Waiting.atMostSeconds(20).until(() -> client.get("/reality/health").status() == 200);
            long known = client.version("x");

            assertThat(client.post("/fire?x", "").status()).isEqualTo(200);

            assertThat(client.sync(Map.of("x", known)).changed()).containsExactly("x");
        } finally {
            node.undeploy("plain");
        }
    }

    @Test
    void an_application_that_is_undeployed_leaves_nothing_behind() {
        Waiting.atMostSeconds(20).until(() -> node.instances(ENGINE) == 1);
        long threads = ownThreads();
        for (int round = 0; round < 3; round++) {
            node.deploy(Wars.plain("coming-and-going", Map.of("reality.server.id", "passing")));
            Client client = new Client(node, "coming-and-going");
            Waiting.atMostSeconds(20).until(() -> client.get("/reality/health").status() == 200);
            client.post("/fire?x", "");
            assertThat(node.threadNames()).anyMatch(name -> name.startsWith("reality-"));

            node.undeploy("coming-and-going");
        }

        assertThat(ownThreads()).isEqualTo(threads);
        Waiting.atMostSeconds(20).until(() -> node.instances(ENGINE) == 1);
    }

    @Test
    void two_thousand_clients_that_wait_are_answered_when_the_application_is_undeployed() throws Exception {
        node.deploy(Wars.plain("crowded", Map.of()));
        Client client = new Client(node, "crowded");
        Waiting.atMostSeconds(20).until(() -> client.get("/reality/health").status() == 200);
        long threads = ownThreads();
        long known = client.version("x");
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        for (int count = 0; count < 2_000; count++) {
            waiting.add(client.syncWaiting(Map.of("x", known), LONG));
        }
        Waiting.atMostSeconds(20).until(() -> node.instances("io.socketless.reality.core.Waiter") == 2_000);

        node.undeploy("crowded");

        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(20, SECONDS);
        assertThat(waiting.stream().map(answer -> answer.join().status()).collect(Collectors.toSet()))
                .isSubsetOf(200, 503);
        assertThat(ownThreads()).isLessThan(threads);
        Waiting.atMostSeconds(20).until(() -> node.instances(ENGINE) == 1);
    }

    @ParameterizedTest
    @CsvSource({
        "reality.wait.max, soon",
        "reality.request.max-keys, -1",
        "reality.store, cupboard",
        "reality.cors.origins, 'https://a.example.com,*'",
        "reality.server.url, /relative",
        "reality.hazelcast.instance, nowhere",
        "reality.hazelcast.backups, 99",
        "reality.write.secret, short"
    })
    void a_wrong_value_stops_the_deployment_and_is_named(String property, String value) {
        String before = node.log();

        Throwable refusal = catchThrowable(() -> node.deploy(Wars.plain("wrong", Map.of(property, value))));

        assertThat(refusal).isNotNull();
        assertThat(node.log().substring(before.length())).contains(property);
        assertThat(new Client(node, "wrong").get("/reality/health").status()).isEqualTo(404);
        if (property.endsWith("secret")) {
            assertThat(node.log()).doesNotContain("'" + value + "'");
        }
    }

    /** How many threads of ours, or of a Hazelcast that an application brought, are running. */
    private static long ownThreads() {
        boolean containerHasHazelcast = Cluster.server().equals("payara");
        return node.threadDump()
                .lines()
                .filter(line -> line.startsWith("\"reality-") || !containerHasHazelcast && line.startsWith("\"hz."))
                .count();
    }
}
