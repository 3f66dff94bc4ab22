package io.socketless.reality.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.socketless.reality.servers.Cluster;
import io.socketless.reality.servers.ServerNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Applications that come and go on one node that keeps running. */
class DeploymentIT {
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final String ENGINE = "io.socketless.reality.core.Engine";
    private static final String WAITER = "io.socketless.reality.core.Waiter";

    private static Cluster cluster;
    private static ServerNode node;

    @BeforeAll
    static void start() {
        cluster = Cluster.of(1, "/empty/index.html", Map.of(), Wars.empty()).start();
        node = cluster.node(0);
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @Test
    void the_ready_war_answers_as_it_is_with_the_write_endpoints_closed() {
        Client client = deployed(Wars.ready());
        try {
            assertThat(client.sync(Map.of("x", 0L)).changed()).containsExactly("x");
            assertThat(client.post("/reality/update", "{\"key\":\"x\",\"hash\":\"h\"}")
                            .status())
                    .isIn(401, 403);
            assertThat(client.post("/reality/invalidate", "{\"keys\":[\"x\"]}").status())
                    .isIn(401, 403);
            assertThat(client.get("/reality/versions").status()).isIn(401, 403);
        } finally {
            node.undeploy("reality-server");
        }
    }

    @Test
    void an_application_without_jax_rs_is_served_and_fires_events() {
        Client client = deployed(Wars.plain("plain", Map.of()));
        try {
            long known = client.version("x");

            assertThat(client.post("/fire?x", "").status()).isEqualTo(200);

            assertThat(client.sync(Map.of("x", known)).changed()).containsExactly("x");
        } finally {
            node.undeploy("plain");
        }
    }

    @Test
    void an_application_that_lists_its_resources_has_versions_on_its_answers() {
        Client client = deployed(Wars.listed());
        try {
            Answer answer = client.get("/api/listed/x");

            assertThat(answer.body()).isEqualTo("x");
            assertThat(answer.header("X-Reality-Version")).isEqualTo(Long.toString(client.version("listed:x")));
            assertThat(client.get("/api/listed/x", "If-None-Match", answer.header("ETag"))
                            .status())
                    .isEqualTo(304);
        } finally {
            node.undeploy("listed");
        }
    }

    @Test
    void a_key_that_the_path_of_a_resource_cannot_fill_stops_the_deployment_and_is_named() {
        String before = node.log();

        Throwable refusal = catchThrowable(() -> node.deploy(Wars.misspelledResource()));

        assertThat(refusal).isNotNull();
        assertThat(node.log().substring(before.length()))
                .contains("@Versioned(\"room:{rom}\") on io.socketless.reality.it.MisspelledResource.read");
        assertThat(new Client(node, "misspelled-resource")
                        .get("/api/misspelled/x")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void an_application_that_is_undeployed_leaves_nothing_behind() {
        for (int round = 0; round < 3; round++) {
            Client client = deployed(Wars.plain("coming-and-going", Map.of()));
            client.post("/fire?x", "");
            assertThat(ownThreads()).isNotEmpty();

            node.undeploy("coming-and-going");
        }

        assertThat(ownThreads()).isEmpty();
        Waiting.atMostSeconds(60).until(() -> instancesLeft(ENGINE) == 0);
    }

    @Test
    void two_thousand_clients_that_wait_are_answered_when_the_application_is_undeployed() throws Exception {
        Client client = deployed(Wars.plain("crowded", Map.of()));
        long known = client.version("x");
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        for (int count = 0; count < 2_000; count++) {
            waiting.add(client.syncWaiting(Map.of("x", known), LONG));
        }
        Waiting.atMostSeconds(20).until(() -> client.get("/fire").body().equals("2000"));

        node.undeploy("crowded");

        CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).get(20, SECONDS);
        assertThat(waiting.stream().map(answer -> answer.join().status()).collect(Collectors.toSet()))
                .isSubsetOf(200, 503);
        assertThat(ownThreads()).isEmpty();
        Waiting.atMostSeconds(60).until(() -> instancesLeft(WAITER) == 0);
    }

    private static Client deployed(Path war) {
        node.deploy(war);
        String file = war.getFileName().toString();
        Client client = new Client(node, file.substring(0, file.lastIndexOf('.')));
        Waiting.atMostSeconds(20).until(() -> client.get("/reality/health").status() == 200);
        return client;
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

    /**
     * Idle threads of WildFly keep their last request, and with it the application, until they get another. So they get
     * one.
     */
    private static long instancesLeft(String className) {
        Client other = new Client(node, "empty");
        CompletableFuture.allOf(Stream.generate(() -> other.postAsync("/index.html", ""))
                        .limit(100)
                        .toArray(CompletableFuture[]::new))
                .join();
        return node.instances(className);
    }

    /** The threads of ours, and of a Hazelcast that an application brought. */
    private static List<String> ownThreads() {
        boolean containerHasHazelcast = Cluster.server().equals("payara");
        return node.threadNames().stream()
                .filter(name -> name.startsWith("reality-") || !containerHasHazelcast && name.startsWith("hz."))
                .toList();
    }
}
