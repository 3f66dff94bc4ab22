package io.socketless.reality.jakarta.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigProviderResolver;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfiguredSettingsTest {

    private SmallRyeConfig config;

    private ConfiguredSettings with(ConfigSource source) {
        config = new SmallRyeConfigBuilder().withSources(source).build();
        ConfigProviderResolver.instance()
                .registerConfig(config, Thread.currentThread().getContextClassLoader());
        return ConfiguredSettings.ofApplication();
    }

    private static ConfigSource properties(Map<String, String> values) {
        return new PropertiesConfigSource(values, "test", 100);
    }

    @AfterEach
    void release() {
        ConfigProviderResolver.instance().releaseConfig(config);
    }

    @Test
    void blank_is_as_good_as_not_set() {
        assertThat(with(properties(Map.of("reality.write.role", "  "))).text("reality.write.role"))
                .isEmpty();
    }

    @Test
    void a_value_is_trimmed() {
        assertThat(with(properties(Map.of("reality.write.role", " writer "))).text("reality.write.role"))
                .hasValue("writer");
    }

    @Test
    void a_list_is_read_as_it_was_written() {
        assertThat(with(properties(Map.of("reality.cors.origins", "https://a,https://b")))
                        .text("reality.cors.origins"))
                .hasValue("https://a,https://b");
    }

    @Test
    void names_that_no_setting_has_are_unknown_but_for_those_of_clients_and_others() {
        ConfiguredSettings settings = with(properties(Map.of(
                "reality.wait.max", "PT1S", "reality.wait.mx", "PT1S", "reality.client.x", "1", "realitycheck", "1")));

        assertThat(settings.unknown(ServerSettings.ALL)).containsExactly("reality.wait.mx");
    }

    @Test
    void an_environment_variable_sets_a_value_and_is_not_unknown() {
        ConfiguredSettings settings = with(new EnvConfigSource(Map.of("REALITY_WAIT_MAX_WAITERS", "5"), 300));

        assertThat(settings.text("reality.wait.max-waiters")).hasValue("5");
        assertThat(settings.unknown(ServerSettings.ALL)).isEmpty();
    }
}
