package io.socketless.reality.client.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.Reality;
import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.RealityClient;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The injected client calls the node of its application directly. */
class EmbeddedClientTest extends ClientContract {

    private static ApplicationUnderTest application;

    @BeforeAll
    static void start() throws Exception {
        application = ApplicationUnderTest.start(Map.of(), true);
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
    }

    @Override
    RealityClient client() {
        return application.get(RealityClient.class);
    }

    @Override
    Reality reality() {
        return application.get(Reality.class);
    }

    @Test
    void it_is_not_reached_by_http() {
        assertThat(client().servers()).singleElement().satisfies(server -> assertThat(server.name())
                .isEqualTo("embedded:node-1"));
    }

    @Test
    void a_client_that_is_built_in_the_application_finds_the_node_too() {
        try (RealityClient built = RealityClient.builder()
                .executionMode(ExecutionMode.SSR_EMBEDDED)
                .build()) {
            assertThat(built.servers().get(0).name()).isEqualTo("embedded:node-1");
        }
    }
}
