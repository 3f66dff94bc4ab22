package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Violation;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A node with one deliberate mistake: real source files in which a snippet is replaced, compiled into a directory of
 * their own. A snippet that does not occur exactly once stops the test, so a control cannot drift away from the code
 * unnoticed.
 */
final class Variant {

    private final String name;
    private final String mistake;
    private final Scenario scenario;
    private final List<Replacement> replacements = new ArrayList<>();
    private Set<Violation> found = Set.of(Violation.MISS, Violation.VERSION_REUSED);
    private boolean inShort;

    /**
     * @param mistake what is wrong, for a reader
     * @param scenario must fail with the mistake, and passes without
     */
    Variant(String name, String mistake, Scenario scenario) {
        this.name = name;
        this.mistake = mistake;
        this.scenario = scenario;
    }

    Variant replace(String source, String snippet, String replacement) {
        replacements.add(new Replacement(source, snippet, replacement));
        return this;
    }

    /** What it has to be found as, where that is not a miss. */
    Variant foundAs(Violation violation) {
        found = Set.of(violation);
        return this;
    }

    Set<Violation> found() {
        return found;
    }

    /** Makes it part of the short selection. */
    Variant inShort() {
        inShort = true;
        return this;
    }

    boolean isInShort() {
        return inShort;
    }

    String name() {
        return name;
    }

    String mistake() {
        return mistake;
    }

    Scenario scenario() {
        return scenario;
    }

    /** The texts of the wrong sources by their paths. Throws if a snippet does not occur exactly once. */
    Map<String, String> sources(Path root) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Replacement each : replacements) {
            String text = texts.containsKey(each.source)
                    ? texts.get(each.source)
                    : Files.readString(root.resolve(each.source), StandardCharsets.UTF_8);
            texts.put(each.source, each.applied(text));
        }
        return texts;
    }

    /** Compiles the wrong classes and returns their directory. */
    Path compile(Path root, Path directory) throws IOException {
        Map<String, String> texts = sources(root);
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Path file = directory
                    .resolve("sources")
                    .resolve(text.getKey().substring(text.getKey().indexOf("/java/") + "/java/".length()));
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, text.getValue(), StandardCharsets.UTF_8));
        }
        Path classes = Files.createDirectories(directory.resolve("classes"));
        compile(files, classes);
        return classes;
    }

    private static void compile(List<Path> files, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(
                            messages,
                            manager,
                            null,
                            List.of(
                                    "-d",
                                    classes.toString(),
                                    "-proc:none",
                                    "-cp",
                                    System.getProperty(
                                            "surefire.test.class.path", System.getProperty("java.class.path"))),
                            null,
                            manager.getJavaFileObjectsFromPaths(files))
                    .call();
            if (!compiled) {
                throw new AssertionError("A control does not compile:\n" + messages);
            }
        }
    }

    private record Replacement(String source, String snippet, String replacement) {

        String applied(String text) {
            int at = text.indexOf(snippet);
            if (at < 0 || text.indexOf(snippet, at + 1) >= 0) {
                throw new AssertionError(
                        "Not exactly once in " + source + "; adapt this control to the source:\n" + snippet);
            }
            return text.substring(0, at) + replacement + text.substring(at + snippet.length());
        }
    }
}
