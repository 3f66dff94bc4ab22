package io.socketless.reality.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is read as it was, whatever Unicode it holds, and is JSON to any other parser. */
class RoundTripTest {

    private static final RequestDecoder REQUESTS = new RequestDecoder(Limits.DEFAULT);
    private static final ResponseDecoder RESPONSES = new ResponseDecoder();

    @Property(tries = 500)
    void a_sync_request(@ForAll("syncRequests") SyncRequest request) {
        assertThat(REQUESTS.sync(json(Encoder.encode(request)))).isEqualTo(request);
        assertThat(REQUESTS.sync(Encoder.encode(request)).known().keySet())
                .containsExactlyElementsOf(request.known().keySet());
    }

    @Property(tries = 200)
    void a_sync_response(@ForAll("syncResponses") SyncResponse response) {
        assertThat(RESPONSES.sync(json(Encoder.encode(response)))).isEqualTo(response);
    }

    @Property(tries = 100)
    void a_sync_response_from_fragments(@ForAll("syncResponses") SyncResponse response) {
        List<Fragment> changed = new ArrayList<>();
        response.changed()
                .forEach((key, change) -> changed.add(change.payload()
                        .map(payload -> Fragment.changed(key, change, payload.toString()))
                        .orElseGet(() -> Fragment.changed(key, change))));

        byte[] written = Encoder.syncResponse(
                changed,
                Fragment.mesh(response.mesh()),
                response.serverTime(),
                response.denied(),
                response.retryMillis());

        assertThat(RESPONSES.sync(json(written)).changed().keySet())
                .containsExactlyElementsOf(response.changed().keySet());
        assertThat(RESPONSES.sync(written).mesh()).isEqualTo(response.mesh());
    }

    @Property(tries = 200)
    void an_update(@ForAll("keys") String key, @ForAll("hashes") String hash, @ForAll("numbers") long number) {
        UpdateRequest request = new UpdateRequest(key, hash);
        UpdateResponse response = new UpdateResponse(key, number, hash, number);

        assertThat(REQUESTS.update(json(Encoder.encode(request)))).isEqualTo(request);
        assertThat(RESPONSES.update(json(Encoder.encode(response)))).isEqualTo(response);
    }

    @Property(tries = 200)
    void an_invalidation(@ForAll("keySets") Set<String> keys, @ForAll("hashes") String source) {
        InvalidateRequest request = new InvalidateRequest(keys, Optional.of(source), OptionalLong.of(-1));

        assertThat(REQUESTS.invalidate(json(Encoder.encode(request)))).isEqualTo(request);
    }

    @Property(tries = 200)
    void an_answer_to_an_invalidation(@ForAll("versions") Map<String, Long> versions) {
        InvalidateResponse response = InvalidateResponse.of(versions);

        assertThat(RESPONSES.invalidate(json(Encoder.encode(response)))).isEqualTo(response);
    }

    @Property(tries = 200)
    void a_report_of_versions(@ForAll("versions") Map<String, Long> versions, @ForAll("texts") String text) {
        List<VersionsResponse.Entry> entries = versions.entrySet().stream()
                .map(entry -> new VersionsResponse.Entry(entry.getKey(), entry.getValue(), text))
                .toList();
        VersionsResponse response = new VersionsResponse(text, 7, 8, entries);

        assertThat(RESPONSES.versions(json(Encoder.encode(response)))).isEqualTo(response);
    }

    @Property(tries = 200)
    void a_report_of_health(@ForAll HealthStatus status, @ForAll("texts") String text, @ForAll boolean healthy) {
        HealthResponse response = new HealthResponse(
                status, text, text, 5, new HealthResponse.Peers(3, 2), new HealthResponse.Storage(healthy, 9));

        assertThat(RESPONSES.health(json(Encoder.encode(response)))).isEqualTo(response);
    }

    @Property(tries = 200)
    void a_problem(
            @ForAll("texts") String title,
            @ForAll("texts") String detail,
            @ForAll List<@From("texts") String> pointers) {
        Problem problem = new Problem(
                "about:blank",
                title,
                400,
                detail,
                pointers.stream().map(pointer -> new Fault(pointer, detail)).toList());

        assertThat(RESPONSES.problem(json(Encoder.encode(problem)))).isEqualTo(problem);
    }

    @Property(tries = 500)
    void any_text_is_written_as_another_parser_reads_it(@ForAll("texts") String text) {
        byte[] written = new JsonBytes(1).open('[').string(text).close(']').toByteArray();

        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(written))) {
            assertThat(reader.readArray().getString(0)).isEqualTo(text);
        }
        assertThat(new String(written, UTF_8).getBytes(UTF_8)).isEqualTo(written);
    }

    /** The same bytes, once the parser of the servers has agreed that they are JSON. */
    private static byte[] json(byte[] written) {
        try (JsonReader reader = Json.createReader(new ByteArrayInputStream(written))) {
            assertThat(reader.readObject()).isNotNull();
        }
        return written;
    }

    /** Any text, often with characters that JSON escapes, and with halves of surrogate pairs. */
    @Provide
    static Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.strings()
                        .withChars("a\"\\/\u0000\n\u001f\u007f\u00e9\u2028\uffff\uD83D\uDE00")
                        .ofMaxLength(8));
    }

    @Provide
    Arbitrary<SyncRequest> syncRequests() {
        return Combinators.combine(
                        Arbitraries.maps(keys(), numbers()).ofMaxSize(20),
                        Arbitraries.create(UUID::randomUUID).optional(),
                        Arbitraries.of(Mode.class),
                        Arbitraries.of(Hint.class),
                        integers().optional().map(RoundTripTest::optionalLong),
                        integers())
                .as(SyncRequest::new);
    }

    @Provide
    Arbitrary<SyncResponse> syncResponses() {
        Arbitrary<ChangedKey> changes = Combinators.combine(
                        numbers(), texts(), texts(), payloads(3).optional())
                .as(ChangedKey::new);
        Arbitrary<Mesh> meshes = Combinators.combine(
                        Arbitraries.maps(texts(), Arbitraries.of(PeerStatus.class))
                                .ofMaxSize(5),
                        numbers())
                .as(Mesh::new);
        return Combinators.combine(
                        Arbitraries.maps(texts(), changes).ofMaxSize(10),
                        meshes,
                        integers(),
                        texts().set().ofMaxSize(5),
                        numbers().optional().map(RoundTripTest::optionalLong))
                .as(SyncResponse::new);
    }

    private static Arbitrary<JsonValue> payloads(int depth) {
        Arbitrary<JsonValue> scalars = Arbitraries.oneOf(
                Arbitraries.of(JsonValue.NULL, JsonValue.TRUE, JsonValue.FALSE),
                texts().map(Json::createValue),
                Arbitraries.longs().map(Json::createValue),
                Arbitraries.bigDecimals().map(Json::createValue));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<JsonValue> inner = payloads(depth - 1);
        return Arbitraries.oneOf(
                scalars,
                inner.list().ofMaxSize(4).map(values -> {
                    JsonArrayBuilder array = Json.createArrayBuilder();
                    values.forEach(array::add);
                    return array.build();
                }),
                Arbitraries.maps(texts(), inner).ofMaxSize(4).map(members -> {
                    JsonObjectBuilder object = Json.createObjectBuilder();
                    members.forEach(object::add);
                    return object.build();
                }));
    }

    @Provide
    Arbitrary<String> keys() {
        KeyRule rule = Limits.DEFAULT.keyRule();
        return Arbitraries.oneOf(
                        Arbitraries.strings().ofMinLength(1).ofMaxLength(30),
                        Arbitraries.strings()
                                .withChars("\"\\/~:{}[],\u2028\uD83D\uDE00é")
                                .ofMinLength(1)
                                .ofMaxLength(8),
                        Arbitraries.of("__proto__", "hasOwnProperty", "constructor", "k".repeat(512)))
                .filter(1000, key -> rule.fault(key).isEmpty());
    }

    @Provide
    Arbitrary<Set<String>> keySets() {
        return keys().set().ofMinSize(1).ofMaxSize(20);
    }

    @Provide
    Arbitrary<String> hashes() {
        return Arbitraries.strings().ofMinLength(1).ofMaxLength(256).filter(1000, text -> !Text.hasLoneSurrogate(text));
    }

    @Provide
    Arbitrary<Long> numbers() {
        return Arbitraries.longs().between(0, WholeNumber.MAX);
    }

    @Provide
    Arbitrary<Map<String, Long>> versions() {
        return Arbitraries.maps(texts(), numbers()).ofMaxSize(20);
    }

    private static Arbitrary<Long> integers() {
        return Arbitraries.longs().between(-WholeNumber.MAX, WholeNumber.MAX);
    }

    private static OptionalLong optionalLong(Optional<Long> number) {
        return number.map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
