package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.servers.Cluster;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** MicroProfile Health as the server shows it. */
class HealthIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.withMicroProfile(1, "/reality-server/reality/health", Map.of(), Wars.ready())
                .start();
    }

    @AfterAll
    static void end() {
        cluster.close();
    }

    @Test
    void a_node_that_serves_is_live_and_ready() throws Exception {
        assertThat(health("/live").status()).isEqualTo(200);
        assertThat(health("/ready").status()).isEqualTo(200);
        assertThat(realityChecks(health("/ready"))).isNotEmpty();
    }

    @Test
    void readiness_tells_how_many_clients_wait() throws Exception {
        Client client = new Client(cluster.node(0), "reality-server");
        assertThat(waiters()).isZero();
        CompletableFuture<Answer> waiting = client.syncWaiting(Map.of("x", client.version("x")), Duration.ofSeconds(2));

        Waiting.atMostSeconds(2).until(() -> waiters() == 1);

        assertThat(waiting.join().status()).isEqualTo(200);
        Waiting.atMostSeconds(5).until(() -> waiters() == 0);
    }

    private static long waiters() throws Exception {
        return realityChecks(health("/ready"))
                .map(check -> check.getJsonObject("data").get("waiters").toString())
                // Payara shows numbers as strings.
                .mapToLong(waiters -> Long.parseLong(waiters.replace("\"", "")))
                .sum();
    }

    private static Stream<JsonObject> realityChecks(Answer answer) {
        return answer.json().getJsonArray("checks").getValuesAs(JsonObject.class).stream()
                .filter(check ->
                        check.getString("name").toLowerCase(Locale.ROOT).contains("reality"));
    }

    private static Answer health(String path) throws Exception {
        URI uri = URI.create(cluster.node(0).healthUri() + path);
        return Answer.of(HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()));
    }
}
