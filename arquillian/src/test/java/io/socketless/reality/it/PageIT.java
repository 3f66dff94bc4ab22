package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.socketless.reality.it.page.RoomPage;
import io.socketless.reality.servers.ServerNode;
import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A page that the server renders with the client inside of the application, and that a client outside goes on with. */
@ExtendWith(BoardCluster.class)
class PageIT {
    private static ServerNode node;
    private static Client page;

    @BeforeAll
    static void deploy(Client a) {
        node = a.node();
        node.deploy(Wars.page());
        page = new Client(node, "page");
        Waiting.atMostSeconds(20).until(() -> page.get("/reality/health").status() == 200);
    }

    @AfterAll
    static void undeploy() {
        node.undeploy("page");
        assertThat(node.threadNames()).noneMatch(name -> name.startsWith("reality-client"));
    }

    @Test
    void the_page_holds_its_data_and_the_versions_that_belong_to_it() {
        String html = html();
        JsonObject state = state(html, "one");
        long version = version(state, "page:room");

        assertThat(html).contains("<li>first &lt;/li&gt;</li>");
        assertThat(state.getJsonObject("page:room").getJsonArray("data").getString(0))
                .isEqualTo("first </li>");
        assertThat(page.sync(Map.of("page:room", version)).changed()).isEmpty(); // nothing is loaded a second time

        page.post("/room/post", "");
        assertThat(page.sync(Map.of("page:room", version)).changed()).containsExactly("page:room");
    }

    @Test
    void what_changes_while_the_page_is_rendered_is_not_missed() {
        page.post("/room/busy", "");
        JsonObject state = state(html(), "one");

        assertThat(page.sync(Map.of("page:room", version(state, "page:room"))).changed())
                .containsExactly("page:room");
    }

    @Test
    void keys_and_data_cannot_end_the_element_and_a_key_that_was_not_taken_is_left_to_the_page() {
        String html = html();
        JsonObject state = state(html, "all");

        assertThat(html).doesNotContain("<script>alert");
        assertThat(state).containsOnlyKeys("page:room", RoomPage.HOSTILE);
        assertThat(state.getJsonObject(RoomPage.HOSTILE).getString("data")).isEqualTo(RoomPage.HOSTILE);
    }

    @Test
    void a_jsp_holds_the_same_as_safely() {
        Answer answer = page.get("/room.jsp");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).doesNotContain("<script>alert");
        JsonObject state = state(answer.body(), "jsp");

        assertThat(state).containsOnlyKeys("page:room", RoomPage.HOSTILE);
        assertThat(state.getJsonObject(RoomPage.HOSTILE).getString("data")).isEqualTo(RoomPage.HOSTILE);
    }

    @Test
    void the_client_of_the_page_goes_on_in_a_browser_without_a_second_load() throws Exception {
        assumeTrue(Chromium.isTested() && Wars.browserClient().findAny().isPresent());
        int loadsBefore = loads();
        int shownBefore = shown().size();
        try (Chromium browser = Chromium.open(node.uri("/page/room.xhtml"))) {
            Waiting.atMostSeconds(40).until(() -> shown().size() > shownBefore);
            JsonArray first = shown().getJsonArray(shownBefore);
            assertThat(first.getString(0)).isEqualTo("first </li>");
            page.post("/room/post", "");

            Waiting.atMostSeconds(20).until(() -> shown().stream()
                    .anyMatch(each -> each.asJsonArray().size() == first.size() + 1));
            assertThat(loads() - loadsBefore).isEqualTo(1); // for the change, and none before it
        }
    }

    private static int loads() {
        return Integer.parseInt(page.get("/room/loads").body());
    }

    private static JsonArray shown() {
        return Json.createReader(new StringReader(page.get("/room/shown").body()))
                .readArray();
    }

    @Test
    void the_client_inside_calls_the_node_directly_and_follows_it() {
        assertThat(page.get("/room/client").body()).isEqualTo("embedded:a");
        Waiting.atMostSeconds(10).until(() -> !page.get("/room/seen").body().equals("-1"));
        int before = Integer.parseInt(page.get("/room/seen").body());
        page.post("/room/post", "");

        Waiting.atMostSeconds(10)
                .until(() -> Integer.parseInt(page.get("/room/seen").body()) > before);
    }

    private static String html() {
        Answer answer = page.get("/room.xhtml");
        assertThat(answer.status()).isEqualTo(200);
        return answer.body();
    }

    private static JsonObject state(String html, String id) {
        Matcher element = Pattern.compile("id=\"" + id + "\">(.*?)</script>", Pattern.DOTALL)
                .matcher(html);
        assertThat(element.find()).isTrue();
        return Json.createReader(new StringReader(element.group(1).trim()))
                .readObject()
                .getJsonObject("keys");
    }

    private static long version(JsonObject state, String key) {
        return state.getJsonObject(key).getJsonNumber("version").longValueExact();
    }
}
