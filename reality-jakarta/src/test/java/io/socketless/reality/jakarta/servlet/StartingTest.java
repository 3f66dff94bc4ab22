package io.socketless.reality.jakarta.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyAuthorizer;
import io.socketless.reality.core.MemoryStore;
import io.socketless.reality.jakarta.Application;
import io.socketless.reality.jakarta.door.Server;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.RealityStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Before the store is open, after the application has ended, and when something of its own breaks. */
class StartingTest {

    @Test
    void until_the_store_is_open_clients_are_told_to_come_back() throws Exception {
        LateStore.mayOpen = new CountDownLatch(1);
        try (Server server = Server.start(Map.of("reality.write.secret", Server.SECRET), LateStore.class)) {
            String secret = "Bearer " + Server.SECRET;
            for (HttpRequest.Builder request : List.of(
                    server.json("/sync", "{\"known\":{\"a\":0}}"),
                    server.json("/update", "{\"key\":\"a\",\"hash\":\"h\"}"),
                    server.json("/invalidate", "{\"keys\":[\"a\"]}"),
                    server.request("/versions"),
                    server.request("/events?key=a"),
                    server.request("/poll?key=a"))) {
                HttpResponse<String> answer = server.send(request.header("Authorization", secret));

                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
                assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            }
        } finally {
            LateStore.mayOpen.countDown();
        }
    }

    @Test
    void until_the_store_is_open_the_node_is_unhealthy() throws Exception {
        LateStore.mayOpen = new CountDownLatch(1);
        try (Server server = Server.start(Map.of(), LateStore.class)) {
            HttpResponse<String> answer = server.get("/health");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(Server.parse(answer).getString("status")).isEqualTo("unhealthy");
            assertThat(Server.parse(answer).getJsonObject("storage").getBoolean("healthy"))
                    .isFalse();
        } finally {
            LateStore.mayOpen.countDown();
        }
    }

    @Test
    void the_servlet_may_end_after_cdi() {
        Application application = Application.start();
        RealityServlet servlet = application.injected(RealityServlet.class);
        servlet.init();

        application.close();

        assertThatCode(servlet::destroy).doesNotThrowAnyException();
    }

    @Test
    void an_error_of_the_application_tells_a_client_nothing_of_its_inside() throws Exception {
        try (Server server = Server.start(Map.of(), Broken.class)) {
            HttpResponse<String> answer = server.post("/sync", "{\"known\":{\"a\":0}}");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).doesNotContain("Inside", "Error:", "\tat");
        }
    }

    @Test
    void payloads_without_an_authorizer_stop_the_deployment_unless_they_are_public() {
        assertThat(Application.problem(Map.of(), PayloadTest.Provider.class))
                .hasValueSatisfying(
                        problem -> assertThat(problem).hasStackTraceContaining("reality.payload.public=true"));
        assertThat(Application.problem(Map.of(), PayloadTest.Provider.class, Everyone.class))
                .isEmpty();
    }

    @ApplicationScoped
    static class Everyone implements KeyAuthorizer {

        @Override
        public Set<String> allowed(Caller caller, Access access, Set<String> keys) {
            return keys;
        }
    }

    static class LateStore {

        static volatile CountDownLatch mayOpen;

        @Produces
        RealityStore store() throws InterruptedException {
            mayOpen.await();
            return new MemoryStore(new NodeIdentity("node-1", Optional.empty()), Clock.systemUTC());
        }
    }

    @ApplicationScoped
    static class Broken implements KeyAuthorizer {

        @Override
        public Set<String> allowed(Caller caller, Access access, Set<String> keys) {
            throw new NoClassDefFoundError("com/example/Inside");
        }
    }
}
