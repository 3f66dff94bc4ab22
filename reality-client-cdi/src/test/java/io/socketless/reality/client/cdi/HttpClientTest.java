package io.socketless.reality.client.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.Reality;
import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.RealityClient;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A client that reaches the same node over HTTP. */
class HttpClientTest extends ClientContract {

    private static ApplicationUnderTest application;
    private static RealityClient client;

    @BeforeAll
    static void start() throws Exception {
        application = ApplicationUnderTest.start(Map.of(), true);
        client = RealityClient.builder()
                .executionMode(ExecutionMode.CLIENT)
                .servers(application.url())
                .authorization(() -> "Bearer " + ApplicationUnderTest.SECRET)
                .build();
    }

    @AfterAll
    static void stop() throws Exception {
        client.close();
        application.close();
    }

    @Override
    RealityClient client() {
        return client;
    }

    @Override
    Reality reality() {
        return application.get(Reality.class);
    }

    @Test
    void it_is_reached_by_http() {
        assertThat(client.servers().get(0).name()).isEqualTo(application.url());
    }
}
