package io.socketless.reality.client.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.Reality;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import org.jboss.weld.context.bound.BoundRequestContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a page is given. */
class PageStateTest {

    private static final String HOSTILE = "</script><script>alert('1')</script>&\u2028\u2029<!--";

    private static ApplicationUnderTest application;
    private BoundRequestContext request;
    private PageState state;

    @BeforeAll
    static void start() throws Exception {
        application = ApplicationUnderTest.start(Map.of(), true);
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
    }

    @BeforeEach
    void begin() {
        request = application.container().select(BoundRequestContext.class).get();
        request.associate(new java.util.HashMap<>());
        request.activate();
        state = application.get(PageState.class);
    }

    @AfterEach
    void end() {
        request.deactivate();
    }

    @Test
    void versions_are_those_from_before_the_data_was_read() {
        long before = application.get(Reality.class).now().invalidate("page:a").version();
        state.prefetch("page:a");
        application.get(Reality.class).now().invalidate("page:a");
        state.prefetch("page:a");

        assertThat(keys(state.json("page:a"))
                        .getJsonObject("page:a")
                        .getJsonNumber("version")
                        .longValueExact())
                .isEqualTo(before);
    }

    @Test
    void a_key_that_was_not_taken_before_is_left_to_the_page() {
        application.get(Reality.class).now().invalidate("page:b");
        state.put("page:b", List.of("read too early"));

        assertThat(keys(state.json("page:b"))).isEmpty();
    }

    @Test
    void nothing_in_keys_or_data_can_end_the_element() {
        state.prefetch(HOSTILE.replace("\u2028", "").replace("\u2029", ""));
        String key = HOSTILE.replace("\u2028", "").replace("\u2029", "");
        state.put(key, Map.of(HOSTILE, HOSTILE));
        String text = state.json();

        assertThat(text).doesNotContain("<", ">", "&", "'", "\u2028", "\u2029");
        assertThat(keys(text).getJsonObject(key).getJsonObject("data").getString(HOSTILE))
                .isEqualTo(HOSTILE);
    }

    @Test
    void without_keys_everything_that_was_taken_is_written() {
        state.prefetch("page:c", "page:d");
        state.put("page:d", 4);

        JsonObject keys = keys(state.json());
        assertThat(keys).containsOnlyKeys("page:c", "page:d");
        assertThat(keys.getJsonObject("page:c")).containsOnlyKeys("version", "hash", "source", "at");
        assertThat(keys.getJsonObject("page:d").getInt("data")).isEqualTo(4);
    }

    private static JsonObject keys(String text) {
        return Json.createReader(new StringReader(text)).readObject().getJsonObject("keys");
    }
}
