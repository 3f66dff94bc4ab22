package io.socketless.reality.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventStreamTest {

    private final Map<String, Long> seen = new LinkedHashMap<>();

    EventStreamTest() {
        seen.put("a", 1L);
        seen.put("b", 2L);
        seen.put("c", 0L);
    }

    /** An event as a browser would dispatch it. */
    private record Event(String id, String type, String data) {}

    @Test
    void each_change_is_an_event_whose_id_holds_all_that_was_seen_up_to_it() {
        List<Event> events = events(new EventStream(3000, seen)
                .update("b", new ChangedKey(9, "h", "s"))
                .update("a", new ChangedKey(8, "h", "s"))
                .toByteArray());

        assertThat(events).extracting(Event::type).containsExactly("update", "update");
        assertThat(events)
                .extracting(Event::data)
                .containsExactly("{\"key\":\"b\",\"version\":9}", "{\"key\":\"a\",\"version\":8}");
        assertThat(EventId.seen(seen.keySet(), events.get(0).id()))
                .containsExactly(Map.entry("a", 1L), Map.entry("b", 9L), Map.entry("c", 0L));
        assertThat(EventId.seen(seen.keySet(), events.get(1).id()))
                .containsExactly(Map.entry("a", 8L), Map.entry("b", 9L), Map.entry("c", 0L));
    }

    @Test
    void a_payload_is_the_data_of_its_event() {
        JsonValue payload = Json.createObjectBuilder().add("text", "a\nb\r\n").build();
        List<Event> events = events(new EventStream(3000, seen)
                .update("a", new ChangedKey(8, "h", "s", Optional.of(payload)))
                .toByteArray());

        assertThat(events).extracting(Event::data).containsExactly("{\"text\":\"a\\u000ab\\u000d\\u000a\"}");
    }

    @Test
    void data_of_several_lines_arrives_as_several_lines() {
        List<Event> events = events(new EventStream(3000, seen)
                .update("a", 8, "{\r\n\"x\": 1,\r\"id: \": 2\n}")
                .toByteArray());

        assertThat(events).extracting(Event::data).containsExactly("{\n\"x\": 1,\n\"id: \": 2\n}");
    }

    @Test
    void a_stream_begins_with_the_time_to_come_back_after() {
        assertThat(new String(new EventStream(2500, seen).toByteArray(), UTF_8)).startsWith("retry: 2500\n");
    }

    @Test
    void with_nothing_to_say_there_is_a_comment_and_no_event() {
        byte[] body = new EventStream(3000, seen).toByteArray();

        assertThat(events(body)).isEmpty();
        assertThat(new String(body, UTF_8).lines())
                .filteredOn(line -> line.startsWith(":"))
                .hasSize(1);
    }

    @Test
    void a_key_that_is_not_in_the_url_is_a_mistake_of_the_caller() {
        assertThatThrownBy(() -> new EventStream(3000, seen).update("z", 8, "{}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** What the HTML standard makes of an event stream. */
    private static List<Event> events(byte[] body) {
        List<Event> events = new ArrayList<>();
        String id = "";
        String type = "";
        List<String> data = new ArrayList<>();
        for (String line : new String(body, UTF_8).split("\r\n|\n|\r", -1)) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    events.add(new Event(id, type, String.join("\n", data)));
                }
                type = "";
                data.clear();
            } else if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                data.add(line.substring(6));
            }
        }
        return events;
    }
}
