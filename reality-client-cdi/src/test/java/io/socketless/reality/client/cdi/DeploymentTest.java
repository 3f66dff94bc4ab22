package io.socketless.reality.client.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.client.RealityClient;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Applications whose injected client could not work are not deployed. */
class DeploymentTest {

    @Test
    void an_injected_client_without_servers_and_without_a_node_stops_the_deployment() {
        assertThatThrownBy(() -> ApplicationUnderTest.start(Map.of(), false, Dashboard.class))
                .hasMessageContaining("reality.client.servers");
    }

    @Test
    void the_node_of_the_application_is_enough() throws Exception {
        try (ApplicationUnderTest application = ApplicationUnderTest.start(Map.of(), true, Dashboard.class)) {
            assertThat(application.get(Dashboard.class).servers()).isEqualTo(1);
        }
    }

    @Test
    void a_node_is_not_enough_for_a_client_that_is_to_use_servers() {
        assertThatThrownBy(() -> ApplicationUnderTest.start(
                        Map.of("reality.client.execution-mode", "client"), true, Dashboard.class))
                .hasMessageContaining("reality.client.servers");
    }

    @Test
    void an_application_that_injects_no_client_needs_no_servers() throws Exception {
        ApplicationUnderTest.start(Map.of(), false).close();
    }

    @Test
    void a_misspelled_property_is_found() throws Exception {
        Map<String, String> settings = Map.of("reality.client.server", "https://a.example.com/chat");
        try (ApplicationUnderTest application = ApplicationUnderTest.start(settings, false)) {
            assertThat(application.container().isRunning()).isTrue();
            assertThat(ClientExtension.unknown()).containsExactly("reality.client.server");
        }
    }

    @ApplicationScoped
    static class Dashboard {

        @Inject
        private RealityClient client;

        int servers() {
            return client.servers().size();
        }
    }
}
