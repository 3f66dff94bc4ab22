package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.KeyState;
import io.socketless.reality.spi.Change;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The bytes in the map. Releases that run side by side have to read each other's. */
class ValuesTest {

    private static final Entry ENTRY = new Entry(KeyState.MAX_VERSION, 1_700_000_000_123L, true, "h\u00e4sh", "", -1);
    private static final Floor FLOOR = new Floor(77, new UUID(1, 2), List.of(new UUID(3, 4), new UUID(5, 6)));

    @Test
    void an_entry_is_decoded_from_its_bytes() {
        assertThat(Entry.decoded(ENTRY.encoded())).isEqualTo(ENTRY);
    }

    @Test
    void a_floor_is_decoded_from_its_bytes() {
        assertThat(Floor.decoded(FLOOR.encoded())).isEqualTo(FLOOR);
    }

    @Test
    void an_intent_is_decoded_without_its_hashes() {
        IntentRecord intent = IntentRecord.of(List.of(Change.update("k\u00e4", "h", "s"), Change.delete("l", "")));

        assertThat(IntentRecord.decoded(intent.encoded())).isEqualTo(intent);
        assertThat(intent.changes()).containsExactly(Change.invalidate("k\u00e4", "s"), Change.delete("l", ""));
    }

    @Test
    void an_intent_is_encoded_as_in_the_first_release() {
        IntentRecord intent = IntentRecord.of(List.of(Change.delete("k", "st")));

        assertThat(intent.encoded()).containsExactly(1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 'k', 0, 0, 0, 2, 's', 't');
    }

    @Test
    void an_entry_is_encoded_as_in_the_first_release() {
        Entry entry = new Entry(0x0102030405060708L >>> 11, 1, true, "h", "s\u00e4", 2);

        assertThat(entry.encoded())
                .containsExactly(
                        1,
                        1,
                        0,
                        0,
                        0x20,
                        0x40,
                        0x60,
                        (byte) 0x80,
                        (byte) 0xa0,
                        (byte) 0xc0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        1,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        2,
                        0,
                        0,
                        0,
                        1,
                        'h',
                        0,
                        0,
                        0,
                        3,
                        's',
                        (byte) 0xc3,
                        (byte) 0xa4);
    }

    @Test
    void bytes_appended_by_a_later_release_are_ignored() {
        byte[] entry = ENTRY.encoded();
        byte[] floor = FLOOR.encoded();

        assertThat(Entry.decoded(Arrays.copyOf(entry, entry.length + 5))).isEqualTo(ENTRY);
        assertThat(Floor.decoded(Arrays.copyOf(floor, floor.length + 5))).isEqualTo(FLOOR);
    }

    @Test
    void another_format_and_a_part_of_an_entry_are_refused() {
        byte[] other = ENTRY.encoded();
        other[0] = 2;

        assertThatThrownBy(() -> Entry.decoded(other)).isInstanceOf(UnknownFormatException.class);
        assertThatThrownBy(() -> Entry.decoded(new byte[0])).isInstanceOf(UnknownFormatException.class);
        for (int length = 1; length < ENTRY.encoded().length; length++) {
            byte[] part = Arrays.copyOf(ENTRY.encoded(), length);
            assertThatThrownBy(() -> Entry.decoded(part)).isInstanceOf(UnknownFormatException.class);
        }
    }

    @Test
    void two_writes_of_equal_content_have_different_bytes() {
        assertThat(Entry.written(1, 2, false, "h", "s").encoded())
                .isNotEqualTo(Entry.written(1, 2, false, "h", "s").encoded());
    }

    @Test
    void an_entry_below_its_floor_has_the_version_and_the_hash_of_the_floor() {
        Entry entry = new Entry(10, 1, false, "h", "s", 0);

        assertThat(entry.above(9, "k")).isEqualTo(entry.state("k"));
        for (long floor : new long[] {10, 11}) {
            assertThat(entry.above(floor, "k").version()).isEqualTo(floor);
            assertThat(entry.above(floor, "k").hash()).isEqualTo(KeyState.hashOf(floor));
            assertThat(entry.above(floor, "k").exists()).isTrue();
        }
    }

    @Test
    void a_floor_remembers_the_latest_losses_only() {
        List<UUID> losses =
                Stream.generate(UUID::randomUUID).limit(Floor.REMEMBERED + 3).toList();
        Floor floor = FLOOR;
        for (UUID loss : losses) {
            floor = floor.raised(floor.version() + 1, new UUID(1, 2), List.of(loss));
        }

        assertThat(floor.losses())
                .hasSize(Floor.REMEMBERED)
                .containsExactlyInAnyOrderElementsOf(losses.subList(3, losses.size()))
                .startsWith(losses.get(losses.size() - 1));
    }
}
