package io.socketless.reality.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Whatever comes in is read or refused with a problem, and nothing else happens. */
class HostileBodyTest {

    private static final RequestDecoder REQUESTS = new RequestDecoder(new Limits(20, 64, 4_096));
    private static final ResponseDecoder RESPONSES = new ResponseDecoder(4_096);

    private static final List<Function<byte[], Object>> DECODERS = List.of(
            REQUESTS::sync,
            REQUESTS::update,
            REQUESTS::invalidate,
            RESPONSES::sync,
            RESPONSES::update,
            RESPONSES::invalidate,
            RESPONSES::versions,
            RESPONSES::health,
            RESPONSES::problem);

    /** One valid body for each of the decoders. */
    private static final List<String> BODIES = List.of(
            "{\"known\":{\"a\":5,\"\\u0062\":0},\"clientId\":\"3f2b8a6e-5d0c-4a37-9b0e-1c2d3e4f5a6b\","
                    + "\"mode\":\"native\",\"wait\":2.5e4}",
            "{\"key\":\"a\",\"hash\":\"b\",\"x\":[{\"y\":null}]}",
            "{\"keys\":[\"a\",\"b\",\"a\"],\"source\":\"s\",\"timestamp\":-1}",
            "{\"changed\":{\"a\":{\"version\":6,\"hash\":\"h\",\"source\":\"s\",\"payload\":[{\"x\":1e7}]}},"
                    + "\"mesh\":{\"peers\":{\"p\":\"healthy\"},\"serverVersion\":6},\"serverTime\":1,"
                    + "\"denied\":[\"d\"],\"retry\":5}",
            "{\"key\":\"a\",\"version\":1,\"hash\":\"b\",\"updatedAt\":2}",
            "{\"invalidated\":[\"a\"],\"versions\":{\"a\":7}}",
            "{\"serverId\":\"n\",\"maxVersion\":9,\"peerSummaries\":[],\"timestamp\":1,"
                    + "\"changed\":[{\"key\":\"a\",\"version\":7,\"hash\":\"x\"}]}",
            "{\"status\":\"healthy\",\"serverId\":\"n\",\"version\":\"1\",\"uptime\":1,"
                    + "\"mesh\":{\"peerCount\":1,\"healthyPeers\":1},"
                    + "\"storage\":{\"healthy\":true,\"maxVersion\":9}}",
            "{\"type\":\"t\",\"title\":\"t\",\"status\":400,\"detail\":\"d\",\"errors\":[{\"pointer\":\"\","
                    + "\"detail\":\"d\"}]}");

    @Property(tries = 2_000)
    void random_bytes(@ForAll @Size(max = 300) byte[] bytes) {
        DECODERS.forEach(decoder -> isReadOrRefused(decoder, bytes));
    }

    @Property(tries = 2_000)
    void random_text_of_the_characters_of_json(
            @ForAll
                    @StringLength(max = 60)
                    @CharRange(from = '[', to = ']')
                    @CharRange(from = '{', to = '}')
                    @CharRange(from = '0', to = '2')
                    @CharRange(from = ',', to = '.')
                    @CharRange(from = ':', to = ':')
                    @CharRange(from = '"', to = '"')
                    @CharRange(from = 'e', to = 'e')
                    String text) {
        DECODERS.forEach(decoder -> isReadOrRefused(decoder, ("{" + text).getBytes(UTF_8)));
    }

    @Property(tries = 3_000)
    void a_valid_body_with_bytes_replaced(
            @ForAll @IntRange(max = 8) int message, @ForAll @Size(min = 1, max = 4) int[] places, @ForAll byte value) {
        byte[] body = BODIES.get(message).getBytes(UTF_8);
        for (int place : places) {
            body[Math.floorMod(place, body.length)] = value;
        }

        isReadOrRefused(DECODERS.get(message), body);
    }

    @Property(tries = 2_000)
    void a_valid_body_with_a_piece_moved(
            @ForAll @IntRange(max = 8) int message, @ForAll int from, @ForAll int length, @ForAll int to) {
        StringBuilder body = new StringBuilder(BODIES.get(message));
        int start = Math.floorMod(from, body.length());
        int end = Math.min(body.length(), start + Math.floorMod(length, 30));
        String piece = body.substring(start, end);
        body.delete(start, end).insert(Math.floorMod(to, body.length() + 1), piece);

        isReadOrRefused(DECODERS.get(message), body.toString().getBytes(UTF_8));
    }

    @Property
    void a_valid_body_that_is_cut_off_is_refused(@ForAll @IntRange(max = 8) int message, @ForAll int length) {
        byte[] body = BODIES.get(message).getBytes(UTF_8);
        byte[] start = Arrays.copyOf(body, Math.floorMod(length, body.length));

        assertThat(isReadOrRefused(DECODERS.get(message), start)).isFalse();
        assertThat(isReadOrRefused(DECODERS.get(message), body)).isTrue();
    }

    /** Whether the body was read. Any exception but the one of the protocol fails the property. */
    private static boolean isReadOrRefused(Function<byte[], Object> decoder, byte[] body) {
        try {
            return decoder.apply(body) != null;
        } catch (ProtocolException refusal) {
            assertThat(refusal.problem().status()).isIn(400, 413, 502);
            assertThat(refusal.problem().detail()).isNotEmpty().doesNotContain("parsson", "jakarta", "java.");
            return false;
        }
    }
}
