package io.socketless.reality.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RequestDecoderTest {

    private static final RequestDecoder DECODER = new RequestDecoder(Limits.DEFAULT);

    @Test
    void every_member_of_a_sync_is_read() {
        SyncRequest request = sync("""
                {"known": {"b": 5, "a": 0}, "clientId": "3F2B8A6E-5d0c-4a37-9b0e-1c2d3e4f5a6b",
                 "mode": "sse-compat", "hint": "focus", "timestamp": 1700000000000, "wait": 25000}""");

        assertThat(request)
                .isEqualTo(new SyncRequest(
                        Map.of("a", 0L, "b", 5L),
                        Optional.of(UUID.fromString("3f2b8a6e-5d0c-4a37-9b0e-1c2d3e4f5a6b")),
                        Mode.SSE_COMPAT,
                        Hint.FOCUS,
                        OptionalLong.of(1_700_000_000_000L),
                        25_000));
        assertThat(request.known().keySet()).containsExactly("b", "a");
    }

    @Test
    void all_faults_of_a_body_are_reported_in_its_order() {
        Problem problem = refusalOfSync("""
                {"hint": "hurry", "known": {"a": "2", "b~/c": 1.5, "~d": -1}, "clientId": "me", "wait": null}""");

        assertThat(problem.status()).isEqualTo(400);
        assertThat(problem.errors())
                .extracting(Fault::pointer)
                .containsExactly(
                        "/hint", "/known/a", "/known/b~0~1c", "/known/~0d", "/known/~0d", "/clientId", "/wait");
    }

    @Test
    void a_body_of_many_faults_reports_the_first_20_and_counts_the_rest() {
        StringBuilder known = new StringBuilder("{\"known\":{");
        for (int i = 0; i < 50; i++) {
            known.append("\"k").append(i).append("\":null,");
        }

        Problem problem = refusalOfSync(known.append("\"last\":0}}").toString());

        assertThat(problem.errors()).hasSize(20);
        assertThat(problem.errors().get(19).pointer()).isEqualTo("/known/k19");
        assertThat(problem.detail()).contains("50 faults", "first 20");
    }

    @Test
    void of_members_with_one_name_the_last_counts_and_faults_of_the_others_are_forgotten() {
        assertThat(sync("{\"known\":{\"x\":null},\"hint\":1,\"hint\":\"poll\",\"known\":{\"a\":\"1\",\"a\":2}}"))
                .isEqualTo(new SyncRequest(
                        Map.of("a", 2L), Optional.empty(), Mode.NATIVE, Hint.POLL, OptionalLong.empty(), 0));
        assertThat(refusalOfSync("{\"known\":{\"a\":1,\"a\":null}}").errors())
                .extracting(Fault::pointer)
                .containsExactly("/known/a");
    }

    @Test
    void malformed_json_is_refused_with_its_position_unless_it_is_cut_off() {
        assertThat(refusalOfSync("{\"known\":{},\n x}").detail())
                .isEqualTo("The body is not well-formed JSON (line 2, column 2).");
        assertThat(refusalOfSync("{\"known\":").detail()).isEqualTo("The body is not well-formed JSON.");
    }

    @Test
    void a_key_that_is_too_long_is_not_repeated_in_the_answer() {
        Problem problem = refusalOfSync("{\"known\":{\"ok\":1,\"" + "x".repeat(513) + "\":null}}");

        assertThat(problem.errors())
                .containsExactly(new Fault("/known", "Key number 2: A key must have at most 512 characters."));
    }

    @Test
    void a_key_of_512_characters_outside_the_basic_plane_is_allowed() {
        String key = "\uD83D\uDE00".repeat(512);

        assertThat(sync("{\"known\":{\"" + key + "\":1}}").known()).containsOnlyKeys(key);
    }

    @Test
    void a_body_one_byte_over_the_limit_is_refused_and_one_at_the_limit_is_not() {
        RequestDecoder decoder = new RequestDecoder(new Limits(10, 10, 20));

        assertThat(decoder.sync("{\"known\":{\"a\": 1}}  ".getBytes(UTF_8)).known())
                .containsEntry("a", 1L);
        assertThatThrownBy(() -> decoder.sync("{\"known\":{\"a\": 1}}   ".getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        ProtocolException.class,
                        refusal -> assertThat(refusal.problem().status()).isEqualTo(413));
    }

    @Test
    void a_body_without_end_is_refused_at_the_limit() {
        AtomicLong taken = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                taken.incrementAndGet();
                return ' ';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                Arrays.fill(buffer, offset, offset + length, (byte) ' ');
                taken.addAndGet(length);
                return length;
            }
        };

        ProtocolException refusal = catchThrowableOfType(ProtocolException.class, () -> DECODER.sync(endless));

        assertThat(refusal.problem().status()).isEqualTo(413);
        assertThat(taken).hasValue(Limits.DEFAULT.maxBodyBytes() + 1);
    }

    @Test
    void too_many_keys_are_refused_before_the_body_is_read_whole() {
        byte[] body = bodyOfKeys(10_000).getBytes(UTF_8);
        ByteArrayInputStream in = new ByteArrayInputStream(body);

        ProtocolException refusal = catchThrowableOfType(ProtocolException.class, () -> DECODER.sync(in));

        assertThat(refusal.problem().status()).isEqualTo(413);
        assertThat(refusal.problem().errors()).extracting(Fault::pointer).containsExactly("/known");
        assertThat(in.available()).isGreaterThan(body.length / 2);
    }

    @Test
    void as_many_keys_as_allowed_are_read() {
        assertThat(sync(bodyOfKeys(1_000)).known()).hasSize(1_000);
    }

    @Test
    @Timeout(2)
    void a_body_of_brackets_is_refused() {
        assertThat(refusalOfSync("[".repeat(262_144)).status()).isEqualTo(400);
        assertThat(refusalOfSync("{\"x\":" + "[".repeat(262_000)).detail()).contains("nested deeper");
    }

    @Test
    void an_unknown_member_may_be_nested_deeply() {
        String deep = "[".repeat(400) + "{\"known\":null}" + "]".repeat(400);

        assertThat(sync("{\"x\":" + deep + ",\"known\":{}}").known()).isEmpty();
    }

    @Test
    @Timeout(2)
    void a_number_of_200_000_digits_is_refused_quickly_or_ignored() {
        String digits = "7".repeat(200_000);

        assertThat(refusalOfSync("{\"known\":{\"a\":" + digits + "}}").errors())
                .extracting(Fault::pointer)
                .containsExactly("/known/a");
        assertThat(refusalOfSync("{\"known\":{\"a\":1e" + digits + "}}").errors())
                .hasSize(1);
        assertThat(sync("{\"x\":-0." + digits + "e-99999,\"known\":{}}").known())
                .isEmpty();
    }

    @Test
    void a_stream_that_fails_is_no_fault_of_the_protocol() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("gone");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                throw new IOException("gone");
            }
        };

        assertThatThrownBy(() -> DECODER.sync(broken))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("gone");
    }

    @Test
    void repeated_keys_of_an_invalidation_collapse() {
        assertThat(DECODER.invalidate("{\"keys\":[\"b\",\"a\",\"b\"],\"source\":\"\"}".getBytes(UTF_8)))
                .isEqualTo(new InvalidateRequest(
                        new LinkedHashSet<>(List.of("b", "a")), Optional.empty(), OptionalLong.empty()));
    }

    @Test
    void more_keys_to_invalidate_than_allowed_are_refused_whatever_their_type() {
        RequestDecoder decoder = new RequestDecoder(new Limits(2, 512, 1_000));

        for (String keys : List.of("\"a\",\"b\",\"c\"", "1,1,1", "\"a\",null,{}")) {
            ProtocolException refusal = catchThrowableOfType(
                    ProtocolException.class, () -> decoder.invalidate(("{\"keys\":[" + keys + "]}").getBytes(UTF_8)));
            assertThat(refusal.problem().status()).as(keys).isEqualTo(413);
        }
    }

    private static String bodyOfKeys(int count) {
        StringBuilder body = new StringBuilder("{\"known\":{\"key0\":0");
        for (int i = 1; i < count; i++) {
            body.append(",\"key").append(i).append("\":0");
        }
        return body.append("}}").toString();
    }

    private static SyncRequest sync(String body) {
        return DECODER.sync(body.getBytes(UTF_8));
    }

    private static Problem refusalOfSync(String body) {
        return catchThrowableOfType(ProtocolException.class, () -> sync(body)).problem();
    }
}
