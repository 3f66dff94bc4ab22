package io.socketless.reality.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The line length of {@code .editorconfig}, in every text file that Git tracks. */
class LineLengthTest {
    private static final int LIMIT = 120;
    private static final Path ROOT = Path.of("..");

    /** Generated files, pictures, and test vectors, which have one case in a line. */
    private static final Pattern EXEMPT =
            Pattern.compile("(.*/)?(package-lock\\.json|mvnw|mvnw\\.cmd)|.*\\.(png|ico|jar|gif|svg)"
                    + "|reality-protocol/vectors/.*\\.json");

    @Test
    void no_line_is_longer_than_the_editor_config_allows() throws Exception {
        assumeTrue(Files.exists(ROOT.resolve(".git")), "not a Git working copy");
        List<String> tooLong = new ArrayList<>();
        for (String file : tracked()) {
            Path path = ROOT.resolve(file);
            if (Files.isRegularFile(path) && !EXEMPT.matcher(file).matches()) {
                addTooLong(file, Files.readAllLines(path, UTF_8), tooLong);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    private static List<String> tracked() throws IOException, InterruptedException {
        Process git =
                new ProcessBuilder("git", "ls-files").directory(ROOT.toFile()).start();
        List<String> files =
                new String(git.getInputStream().readAllBytes(), UTF_8).lines().toList();
        assertThat(git.waitFor()).as("git ls-files").isZero();
        return files;
    }

    private static void addTooLong(String file, List<String> lines, List<String> tooLong) {
        for (int line = 0; line < lines.size(); line++) {
            int length = lines.get(line).codePointCount(0, lines.get(line).length());
            if (length > LIMIT) {
                tooLong.add(file + ":" + (line + 1) + " has " + length);
            }
        }
    }
}
