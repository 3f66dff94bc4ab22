package io.socketless.reality.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A mistake to be made in one source of the core.
 *
 * @param source the name of the class
 * @param replacements what is written, each followed by its replacement
 */
record Mutation(String source, List<String> replacements) {
    private static final Path SOURCES =
            Path.of(System.getProperty("core.sources"), "io", "socketless", "reality", "core");

    static Mutation of(String source, String... replacements) {
        return new Mutation(source, List.of(replacements));
    }

    /** The source with the mistake. Throws if the text to be replaced does not occur exactly once. */
    String text() {
        try {
            String text = Files.readString(SOURCES.resolve(source + ".java"));
            for (int i = 0; i < replacements.size(); i += 2) {
                String original = replacements.get(i);
                if (text.split(Pattern.quote(original), -1).length != 2) {
                    throw new AssertionError(source + " does not contain exactly once: " + original);
                }
                text = text.replace(original, replacements.get(i + 1));
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
