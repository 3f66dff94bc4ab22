package io.socketless.reality.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compiles the Java snippets of the documentation as printed, each inside the code that a reader has around it. */
class SnippetsTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> PAGES = List.of(
            "README.md",
            "docs/getting-started.md",
            "docs/java-client.md",
            "docs/jpa.md",
            "docs/versioned-responses.md");
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private static final String IMPORTS = Stream.of(
                    "io.socketless.reality.*",
                    "io.socketless.reality.client.*",
                    "io.socketless.reality.client.KeyReport",
                    "io.socketless.reality.client.compat.*",
                    "io.socketless.reality.client.cdi.*",
                    "io.socketless.reality.jakarta.*",
                    "io.socketless.reality.jpa.*",
                    "jakarta.annotation.*",
                    "jakarta.enterprise.context.*",
                    "jakarta.enterprise.event.*",
                    "jakarta.inject.*",
                    "jakarta.persistence.*",
                    "jakarta.transaction.Transactional",
                    "jakarta.ws.rs.*",
                    "jakarta.ws.rs.client.ClientBuilder",
                    "jakarta.ws.rs.client.WebTarget",
                    "java.net.URI",
                    "jakarta.ws.rs.sse.SseEventSource",
                    "java.sql.*",
                    "java.time.*",
                    "java.util.*",
                    "java.util.concurrent.*")
            .map("import %s;%n"::formatted)
            .reduce("", String::concat);

    /** What a program around the client snippets has. */
    private static final String PROGRAM = """
            class Snippet {
                record Room(List<String> texts) { Room with(String text) { return this; } }
                interface Api {
                    CompletionStage<Room> room(String name);
                    CompletionStage<Void> post(String room, String text);
                }
                Api api;
                String text;
                boolean running;
                Flow.Subscriber<Snapshot<Room>> flowSubscriber;
                SubscriptionOptions<Room> options;
                void show(Object what) {}
                void log(Object what) {}
                void recompute() {}
            """;

    /** The frames, each with words that only its snippet contains; %s stands for the snippet. */
    private static final List<Frame> FRAMES = List.of(
            new Frame("public class RoomResource {", "interface Rooms { void add(String room, String text); } %s"),
            new Frame("public class Rooms {", "%s"),
            new Frame("RealityClient client = RealityClient.builder()", PROGRAM + "void run() {%n%s } }"),
            new Frame("Mutation.of(", PROGRAM + "void run(RealityClient client) { %s } }"),
            new Frame("client.statistics();", PROGRAM + "void run(RealityClient client) throws Exception { %s } }"),
            new Frame("long version = 0;", PROGRAM + "void run(RealityClient client) throws Exception { %s } }"),
            new Frame("RealityEventSource.target(target)", PROGRAM + "void run() { %s } }"),
            new Frame("PollingAdapter.of(", PROGRAM + "void run(RealityClient client) { %s } }"),
            new Frame("@Inject RealityClient client;", "class Snippet { %s }"),
            new Frame("public class RoomPage {", "interface Rooms { List<String> read(String room); } %s"),
            new Frame("public class Message {", "@Entity class Room { @Id long id; long getId() { return id; } } %s"),
            new Frame("bulk = \"chat:rooms\"", "%s class Message {}"),
            new Frame(
                    "public void archive(",
                    "class Snippet { javax.sql.DataSource database; static final String SQL = \"\"; %s }"),
            new Frame("public class ChangeLog", "%s"),
            new Frame("@Versioned(\"chat:room:{room}\")", "class Snippet { interface Message {} %s }"),
            new Frame("vary = \"X-Currency\"", "class Snippet { %s @GET public String price() { return \"\"; } }"));

    static Stream<Snippet> snippets() throws IOException {
        Stream.Builder<Snippet> all = Stream.builder();
        for (String page : PAGES) {
            SNIPPET.matcher(Files.readString(ROOT.resolve(page)))
                    .results()
                    .forEach(found -> all.add(new Snippet(page, found.group(1))));
        }
        return all.build();
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void compiles(Snippet snippet, @TempDir Path classes) {
        assertThat(errorsIn(snippet.framed(), classes)).as(snippet.framed()).isEmpty();
    }

    @Test
    void every_frame_has_its_snippet() throws IOException {
        List<Frame> used = snippets().map(Snippet::frame).toList();

        assertThat(used).containsAll(FRAMES);
    }

    private static String errorsIn(String source, Path classes) {
        String type = source.contains("public class ") ? nameIn(source) : "Snippet";
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///" + type + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        StringWriter messages = new StringWriter();
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(
                        messages,
                        null,
                        null,
                        List.of("-proc:none", "-cp", path, "-d", classes.toString()),
                        null,
                        List.of(file))
                .call();
        return compiled ? "" : messages.toString();
    }

    private static String nameIn(String source) {
        return source.replaceFirst("(?s).*public class (\\w+).*", "$1");
    }

    /** The code around a snippet that contains these words. */
    private record Frame(String words, String around) {}

    /** A Java snippet of a page. */
    record Snippet(String page, String code) {

        Frame frame() {
            List<Frame> fitting =
                    FRAMES.stream().filter(frame -> code.contains(frame.words)).toList();
            assertThat(fitting)
                    .as("frames for this snippet of %s:%n%s", page, code)
                    .hasSize(1);
            return fitting.get(0);
        }

        /** Replaces a body that the page leaves out. */
        String framed() {
            return IMPORTS
                    + frame().around.replace("%n", "\n").replace("%s", code.replace("{ ... }", "{ return null; }"));
        }

        @Override
        public String toString() {
            return page + ": " + code.lines().findFirst().orElse("");
        }
    }
}
