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
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks that the entries of {@code docs/configuration.md} match the declared settings. */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("..", "docs", "configuration.md");
    private static final int WIDTH = 120;
    private static final Pattern ENTRY =
            Pattern.compile("^- \\*\\*`(reality\\.[^`]+)`\\*\\*.*\\n(?:  .*\\n)*", Pattern.MULTILINE);

    @Test
    void every_entry_matches_the_code() throws IOException {
        Map<String, String> code = settings().collect(Collectors.toMap(Setting::name, ConfigurationPageTest::entry));
        if (System.getProperty("page.update") != null) {
            rewrite(code);
        }
        List<String> page = matches().map(MatchResult::group).toList();

        assertThat(page)
                .as("docs/configuration.md; run this test with -Dpage.update to rewrite its entries")
                .containsAll(code.values());
        assertThat(code.values()).as("declared settings").containsAll(page);
    }

    @Test
    void no_setting_has_two_entries() throws IOException {
        assertThat(matches().map(match -> match.group(1))).doesNotHaveDuplicates();
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

    private static Stream<MatchResult> matches() throws IOException {
        return ENTRY.matcher(Files.readString(PAGE)).results();
    }

    /** Replaces the entries of declared settings; a new setting has to be put into its section by hand, by its name. */
    private static void rewrite(Map<String, String> code) throws IOException {
        String page = ENTRY.matcher(Files.readString(PAGE))
                .replaceAll(match -> Matcher.quoteReplacement(code.getOrDefault(match.group(1), match.group())));
        Files.writeString(PAGE, page);
    }

    private static String entry(Setting<?> setting) {
        String defaultText = setting.defaultText().isEmpty() ? "not set" : "`" + setting.defaultText() + "`";
        String heading = "**`%s`** · default: %s · %s"
                .formatted(setting.name(), defaultText, setting.expected().replace("*", "\\*"));
        return wrapped("- ", heading, "\\\n") + wrapped("  ", setting.description(), "\n");
    }

    private static String wrapped(String indent, String text, String end) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ")) {
            if (line.length() + word.length() >= WIDTH && line.length() > indent.length()) {
                lines.append(line.toString().stripTrailing()).append('\n');
                line = new StringBuilder("  ");
            }
            line.append(word).append(' ');
        }
        return lines.append(line.toString().stripTrailing()).append(end).toString();
    }
}
