package io.socketless.reality.jakarta.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.spi.Setting;
import io.socketless.reality.spi.SettingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerSettingsTest {

    private static ServerSettings of(Map<String, String> values) {
        return ServerSettings.of(name -> Optional.ofNullable(values.get(name)));
    }

    @Test
    void without_any_value_the_defaults_hold_and_nothing_is_open() {
        ServerSettings settings = of(Map.of());

        assertThat(settings.maxWait()).hasSeconds(25);
        assertThat(settings.bodyTimeout()).hasSeconds(30);
        assertThat(settings.limits().maxKeys()).isEqualTo(1000);
        assertThat(settings.limits().maxBodyBytes()).isEqualTo(256 * 1024);
        assertThat(settings.writeSecret()).isEmpty();
        assertThat(settings.writeRole()).isEmpty();
        assertThat(settings.origins().none()).isTrue();
        assertThat(settings.identity().serverId()).matches(".+-[0-9a-f]{4}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "reality.server.id | a\u0007b | characters",
                "reality.server.id | n\u00f6de | characters",
                "reality.server.url | ftp://x | http or https",
                "reality.server.url | nowhere | http or https",
                "reality.server.url | https://x/?q | without a query",
                "reality.store | disk | auto, memory",
                "reality.retention | P1M | a duration from PT1S to P3650D, such as P30D",
                "reality.memory.max-keys | 0 | from 1",
                "reality.sweep.interval | PT2H | to PT1H",
                "reality.key.max-length | 0 | from 1 to 4096",
                "reality.request.max-keys | many | from 1 to 100000",
                "reality.request.max-bytes | 1023 | from 1024",
                "reality.request.timeout | 30 | a duration",
                "reality.request.per-second | -1 | from 0",
                "reality.wait.max | PT11M | to PT10M",
                "reality.wait.max-waiters | 1.5 | a whole number",
                "reality.wait.recheck-interval | PT0S | from PT0.1S",
                "reality.read.timeout | 5s | a duration",
                "reality.threads | 1 | from 2",
                "reality.payload.max-bytes | 0 | from 1",
                "reality.payload.timeout | P1D | to PT1M",
                "reality.events.retry | PT0S | from PT0.01S",
                "reality.transactions.intent | yes | true or false",
                "reality.cors.origins | https://a.example/path | origins",
                "reality.cors.origins | *,https://a.example | origins"
            })
    void a_wrong_value_is_named_with_its_property_and_what_is_right(String property, String value, String expected) {
        assertThatThrownBy(() -> of(Map.of(property, value)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(property + " = '" + value + "': expected ")
                .hasMessageContaining(expected);
    }

    @Test
    void a_duration_may_be_given_in_days() {
        assertThat(of(Map.of("reality.retention", "P90D")).bounds().retention()).hasDays(90);
        assertThat(of(Map.of()).bounds().retention()).hasDays(30);
    }

    @Test
    void a_secret_that_is_too_short_is_not_told() {
        assertThatThrownBy(() -> of(Map.of("reality.write.secret", "hush")))
                .isInstanceOf(SettingException.class)
                .hasMessage("reality.write.secret = '***': expected at least 8 characters");
    }

    @Test
    void every_setting_is_named_once_and_described() {
        List<String> names =
                ServerSettings.ALL.stream().<String>map(Setting::name).toList();

        assertThat(names).doesNotHaveDuplicates().allMatch(name -> name.startsWith("reality."));
        assertThat(ServerSettings.ALL)
                .noneMatch(setting -> setting.description().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.com",
                "http://localhost:3000",
                "https://[::1]:8443",
                "http://10.0.0.1",
                "https://a.example, http://b.example:81",
                "*"
            })
    void origins_as_browsers_send_them_are_accepted(String origins) {
        String last = origins.substring(origins.lastIndexOf(' ') + 1);

        assertThat(of(Map.of("reality.cors.origins", origins)).origins().allows(last))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "app.example.com", "https://app.example.com/", "https://user@app.example.com", "https://a?b", "https:a",
                "https://a#b", "https://A.example", "HTTPS://a.example", "https://a.example:443", "http://a.example:80",
                "https://a.example:", "https://*.example.com", "null", "https://a,,https://b", "https://a b"
            })
    void what_no_browser_sends_as_its_origin_is_refused(String origins) {
        assertThatThrownBy(() -> of(Map.of("reality.cors.origins", origins)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("reality.cors.origins");
    }
}
