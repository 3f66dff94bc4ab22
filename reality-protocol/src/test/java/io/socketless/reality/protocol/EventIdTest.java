package io.socketless.reality.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;

class EventIdTest {

    @Property(tries = 500)
    void what_was_seen_is_found_again(@ForAll("seen") Map<String, Long> seen) {
        assertThat(EventId.seen(seen.keySet(), EventId.of(seen))).containsExactlyEntriesOf(seen);
    }

    @Property(tries = 500)
    void an_id_is_safe_in_a_header_and_has_no_more_than_11_characters_a_key(@ForAll("seen") Map<String, Long> seen) {
        assertThat(EventId.of(seen)).matches("[A-Za-z0-9_-]*").hasSizeLessThanOrEqualTo(24 + 11 * seen.size());
    }

    @Test
    void keys_never_seen_and_keys_of_one_version_take_a_byte_each() {
        Map<String, Long> seen = new LinkedHashMap<>();
        for (int i = 0; i < 90; i++) {
            seen.put("key" + i, i < 30 ? 0L : WholeNumber.MAX - 5);
        }

        assertThat(EventId.of(seen)).hasSize((8 + 8 + 90) * 4 / 3 + 1);
    }

    @Property(tries = 500)
    void a_damaged_id_knows_nothing(
            @ForAll("seen") Map<String, Long> seen, @ForAll @AlphaChars char replacement, @ForAll int at) {
        String id = EventId.of(seen);
        int place = Math.floorMod(at, id.length() - 1);
        String damaged = id.substring(0, place) + replacement + id.substring(place + 1);

        if (!damaged.equals(id)) {
            knowsNothing(seen.keySet(), damaged);
        }
        knowsNothing(seen.keySet(), id.substring(0, place));
    }

    @Property(tries = 500)
    void any_text_is_an_id_that_knows_nothing(@ForAll String text) {
        knowsNothing(List.of("a", "b"), text);
    }

    @Property(tries = 200)
    void an_id_for_other_keys_knows_nothing(@ForAll @Size(min = 2, max = 5) @UniqueElements List<String> keys) {
        Map<String, Long> seen = new LinkedHashMap<>();
        keys.forEach(key -> seen.put(key, 7L));
        String id = EventId.of(seen);

        List<String> more = new ArrayList<>(keys);
        more.add("one more" + String.join("", keys));
        knowsNothing(more, id);
        knowsNothing(keys.subList(1, keys.size()), id);
        List<String> turned = new ArrayList<>(keys);
        Collections.reverse(turned);
        knowsNothing(turned, id);
    }

    @Test
    void without_an_id_nothing_was_seen() {
        knowsNothing(List.of("a", "b"), null);
        knowsNothing(List.of("a", "b"), "");
    }

    @Test
    void keys_that_run_together_are_told_apart() {
        knowsNothing(List.of("a", "bc"), EventId.of(Map.of("ab", 1L)));
        Map<String, Long> seen = new LinkedHashMap<>();
        seen.put("ab", 1L);
        seen.put("c", 2L);
        knowsNothing(List.of("a", "bc"), EventId.of(seen));
    }

    private static void knowsNothing(Collection<String> keys, String id) {
        assertThat(EventId.seen(keys, id)).hasSameSizeAs(keys).allSatisfy((key, version) -> assertThat(version)
                .isZero());
        assertThat(EventId.seen(keys, id).keySet()).containsExactlyElementsOf(keys);
    }

    @Provide
    Arbitrary<Map<String, Long>> seen() {
        return Arbitraries.maps(Arbitraries.strings(), Arbitraries.longs().between(0, WholeNumber.MAX))
                .ofMinSize(1)
                .ofMaxSize(50);
    }
}
