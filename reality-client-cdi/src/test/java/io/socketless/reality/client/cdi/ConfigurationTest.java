package io.socketless.reality.client.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.socketless.reality.client.ExecutionMode;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.protocol.Mode;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The properties of the injected client, and what is wrong with them; their effects are in {@link PropertiesTest}. */
class ConfigurationTest {

    @Test
    void every_property_is_read() {
        Map<String, String> all = Map.ofEntries(
                Map.entry("reality.client.servers", "https://a.example.com/chat, https://b.example.com/chat"),
                Map.entry("reality.client.execution-mode", "server-external"),
                Map.entry("reality.client.mode", "polling-compat"),
                Map.entry("reality.client.timeout", "PT3S"),
                Map.entry("reality.client.retries", "7"),
                Map.entry("reality.client.backoff.first", "PT0.1S"),
                Map.entry("reality.client.backoff.longest", "PT9S"),
                Map.entry("reality.client.avoid-for", "PT4S"),
                Map.entry("reality.client.max-wait", "PT20S"),
                Map.entry("reality.client.interval", "PT8S"),
                Map.entry("reality.client.secret", "long enough"));
        ClientConfiguration read = ClientConfiguration.of(name -> java.util.Optional.ofNullable(all.get(name)));

        assertThat(read.servers()).hasSize(2);
        assertThat(read.executionMode()).isEqualTo(ExecutionMode.SERVER_EXTERNAL);
        assertThat(read.mode()).isEqualTo(Mode.POLLING_COMPAT);
        assertThat(read.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(read.retries()).isEqualTo(7);
        assertThat(read.firstPause()).isEqualTo(Duration.ofMillis(100));
        assertThat(read.longestPause()).isEqualTo(Duration.ofSeconds(9));
        assertThat(read.avoidFor()).isEqualTo(Duration.ofSeconds(4));
        assertThat(read.maxWait()).isEqualTo(Duration.ofSeconds(20));
        assertThat(read.interval()).isEqualTo(Duration.ofSeconds(8));
        assertThat(read.secret()).contains("long enough");
        try (RealityClient client = read.builder().build()) {
            assertThat(client.servers()).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "reality.client.servers, ftp://nowhere",
        "reality.client.execution-mode, sideways",
        "reality.client.timeout, soon",
        "reality.client.retries, -1",
        "reality.client.backoff.longest, PT0.01S",
        "reality.client.secret, short"
    })
    void a_wrong_value_stops_the_deployment_and_is_named(String property, String value) {
        Throwable refusal = catchThrowable(
                () -> ApplicationUnderTest.start(Map.of(property, value), true).close());

        assertThat(refusal).isNotNull();
        assertThat(refusal.toString()).contains(property);
    }

    @Test
    void without_a_node_the_client_needs_servers() throws Exception {
        try (ApplicationUnderTest application = ApplicationUnderTest.start(Map.of(), false)) {
            assertThatThrownBy(() -> application.get(RealityClient.class).statistics())
                    .hasStackTraceContaining("at least one server");
        }
    }

    @Test
    void without_a_node_the_client_asks_its_servers() throws Exception {
        try (ApplicationUnderTest application =
                ApplicationUnderTest.start(Map.of("reality.client.servers", "http://127.0.0.1:1/app"), false)) {
            assertThat(application.get(RealityClient.class).servers().get(0).name())
                    .isEqualTo("http://127.0.0.1:1/app");
        }
    }
}
