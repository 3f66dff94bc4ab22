package com.example.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What {@code ./demo} shows, on two nodes of one kind of server, seen with a real browser. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BoardContract {

    private static final Duration START = Duration.ofMinutes(6);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String server;
    private final int port;
    private DemoScript demo;
    private Chromium page;

    BoardContract(String server, int port) {
        this.server = server;
        this.port = port;
    }

    @BeforeAll
    void start_the_demo() throws Exception {
        // A developer's machine may lack a browser; where the project is tested for others, none may be missing.
        Assumptions.assumeTrue(
                System.getenv("CI") != null || Chromium.executable().isPresent(),
                "No Chromium on the path: the page is not tested");
        demo = DemoScript.run("--no-build", "--server", server, "--port", Integer.toString(port))
                .awaitOutput("Ctrl-C stops everything.", START);
    }

    @AfterAll
    void stop_the_demo() throws Exception {
        if (demo != null) {
            List<ProcessHandle> servers;
            try (DemoScript closing = demo) {
                servers = List.of(closing.server(1), closing.server(2));
            }
            assertThat(demo.output()).contains("Stopped.");
            assertThat(servers).noneMatch(ProcessHandle::isAlive);
        }
    }

    @BeforeEach
    void open_the_page_of_node_1() throws IOException {
        page = Chromium.open(demo.url(1));
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(names()).isEqualTo("node-1,node-2");
            assertThat(states()).isEqualTo("waiting,waiting");
        });
    }

    @AfterEach
    void close_the_page() throws IOException {
        page.close();
    }

    @Test
    void a_notice_posted_on_one_node_appears_in_the_columns_of_both() throws Exception {
        String text = unique("from the API of node-2");
        post(2, text);
        await().untilAsserted(() -> {
            assertThat(firstNotice(1)).isEqualTo(text);
            assertThat(firstNotice(2)).isEqualTo(text);
        });
    }

    @Test
    void the_page_says_how_long_its_own_notice_took_to_each_column() {
        String text = unique("from the page");
        write(2, text);
        await().untilAsserted(() -> {
            for (int column = 1; column <= 2; column++) {
                assertThat(firstNotice(column)).isEqualTo(text);
                assertThat(inColumn(column, ".arrival")).matches("arrived after [0-9.]+ m?s");
            }
        });
    }

    @Test
    void html_in_a_notice_is_text() {
        String text = unique("<img src=x onerror=\"document.title='broken'\"> <b>bold</b>");
        write(1, text);
        await().untilAsserted(() -> assertThat(firstNotice(2)).isEqualTo(text));
        assertThat(page.evaluate("document.querySelectorAll('.notice img, .notice b').length"))
                .isEqualTo("0");
        assertThat(page.evaluate("document.title")).isEqualTo("Notice board");
    }

    @Test
    void a_notice_taken_off_the_board_leaves_both_columns() throws Exception {
        String text = unique("to be removed");
        URI notice = post(2, text);
        await().untilAsserted(() -> assertThat(firstNotice(1)).isEqualTo(text));
        HTTP.send(HttpRequest.newBuilder(notice).DELETE().build(), BodyHandlers.discarding());
        await().untilAsserted(() -> {
            assertThat(inColumn(1, ".notices")).doesNotContain(text);
            assertThat(inColumn(2, ".notices")).doesNotContain(text);
        });
    }

    @Test
    void a_column_whose_node_is_killed_says_so_and_recovers() throws Exception {
        demo.server(2).destroyForcibly();
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(states()).isEqualTo("waiting,retrying");
            assertThat(inColumn(2, ".state")).startsWith("Not reachable, retrying in");
        });
        String text = unique("posted while node-2 was away");
        post(1, text);
        await().untilAsserted(() -> assertThat(firstNotice(1)).isEqualTo(text));
        await().atMost(START).untilAsserted(() -> {
            assertThat(states()).isEqualTo("waiting,waiting");
            assertThat(firstNotice(2)).isEqualTo(text);
        });
        demo.awaitOutput("node-2 is back", Duration.ofSeconds(30));
    }

    @Test
    void the_commands_that_the_demo_prints_work_as_printed() throws Exception {
        List<String> lines = demo.curlLines();
        assertThat(lines).hasSize(3);
        assertThat(run(lines.get(0))).contains("\"changed\":{\"board:notices\":{\"version\":");

        // Others have changed the board since the line was printed: wait from the version of now on.
        String version = page.evaluate("document.querySelector('[data-name=version]').textContent");
        Process waiting = bash(lines.get(1).replaceFirst("\"board:notices\":\\d+", "\"board:notices\":" + version));
        await().pollDelay(Duration.ofMillis(500)).until(waiting::isAlive);
        assertThat(run(lines.get(2))).contains("\"hash\":\"by-hand\"");
        assertThat(output(waiting)).contains("\"hash\":\"by-hand\"").doesNotContain(version);
    }

    /** Posts over the board's API and returns the address of the notice. */
    private URI post(int node, String text) throws IOException, InterruptedException {
        URI notices = demo.url(node).resolve("/api/notices");
        String draft = Json.createObjectBuilder().add("text", text).build().toString();
        HttpResponse<String> response = HTTP.send(
                HttpRequest.newBuilder(notices)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(draft))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return URI.create(response.headers().firstValue("Location").orElseThrow());
    }

    /** Posts by the form of a column. */
    private void write(int column, String text) {
        page.evaluate("""
                (() => {
                  const form = document.querySelectorAll('.composer')[%d];
                  form.text.value = %s;
                  form.requestSubmit();
                })()""".formatted(column - 1, Json.createValue(text)));
    }

    private String firstNotice(int column) {
        return inColumn(column, ".notice .text");
    }

    private String inColumn(int column, String selector) {
        return page.evaluate("document.querySelectorAll('.column')[%d].querySelector('%s')?.textContent"
                .formatted(column - 1, selector));
    }

    private String names() {
        return page.evaluate("[...document.querySelectorAll('.node h2')].map(name => name.textContent)");
    }

    private String states() {
        return page.evaluate("[...document.querySelectorAll('.column')].map(column => column.dataset.state)");
    }

    private static String unique(String text) {
        return text + " " + UUID.randomUUID();
    }

    private static String run(String command) throws IOException {
        return output(bash(command));
    }

    private static Process bash(String command) throws IOException {
        return new ProcessBuilder("bash", "-c", command).start();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
