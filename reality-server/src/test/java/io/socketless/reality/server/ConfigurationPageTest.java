package io.socketless.reality.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.client.cdi.ClientConfiguration;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.spi.RealityStoreProvider;
import io.socketless.reality.spi.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the tables of {@code docs/configuration.md} to what the code declares. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void every_row_says_what_the_code_says() throws IOException {
        List<String> page = rows();
        List<String> code = settings().map(ConfigurationPageTest::row).toList();

        String missing = code.stream().filter(row -> !page.contains(row)).collect(Collectors.joining("\n"));
        String stale = page.stream().filter(row -> !code.contains(row)).collect(Collectors.joining("\n"));
        assertThat(missing + stale)
                .overridingErrorMessage(
                        "docs/configuration.md differs from the code.\nWrite:\n%s\n\nRemove:\n%s", missing, stale)
                .isEmpty();
    }

    @Test
    void no_setting_has_two_rows() throws IOException {
        assertThat(rows()).doesNotHaveDuplicates();
    }

    @Test
    void every_default_is_allowed() {
        assertThat(settings()).allSatisfy(setting -> setting.optionalIn(name -> Optional.empty()));
    }

    private static Stream<Setting<?>> settings() {
        Stream<Setting<?>> ofStores = ServiceLoader.load(RealityStoreProvider.class).stream()
                .flatMap(provider -> provider.get().settings().stream());
        return Stream.of(ServerSettings.ALL.stream(), ofStores, ClientConfiguration.ALL.stream())
                .flatMap(all -> all);
    }

    private static String row(Setting<?> setting) {
        return "| `%s` | %s | %s | %s |"
                .formatted(
                        setting.name(),
                        setting.defaultText().isEmpty() ? "not set" : "`" + setting.defaultText() + "`",
                        setting.expected().replace("*", "\\*"),
                        setting.description());
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `reality."))
                .toList();
    }
}
