package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("one-node")
@Tag("first-tier")
@ExtendWith(BoardCluster.class)
class BadInputIT {
    private static final String[] WRITER = {"Authorization", "Bearer " + Client.SECRET};
    /** The servlet, and the resource within the JAX-RS application. */
    private static final List<String> DOORS = List.of("/reality", "/api/reality");

    private static final Map<String, List<String>> PATHS_OF_PARAMETERS = Map.of(
            "since", List.of("/versions"),
            "wait", List.of("/events"),
            "key", List.of("/events", "/poll"));
    private static final long A_LOT = 20_000_000;

    private final Client a;

    BadInputIT(Client a) {
        this.a = a;
    }

    @TestFactory
    Stream<DynamicTest> every_body_of_the_test_vectors_gets_its_answer() {
        return DOORS.stream().flatMap(door -> Stream.of(
                        bodies("sync-requests-valid", door + "/sync"),
                        bodies("sync-requests-invalid", door + "/sync"),
                        bodies("update-requests", door + "/update"),
                        bodies("invalidate-requests", door + "/invalidate"))
                .flatMap(tests -> tests));
    }

    private Stream<DynamicTest> bodies(String file, String path) {
        JsonObject vectors = vectors(file);
        return Stream.concat(
                cases(vectors, "valid")
                        .map(valid ->
                                DynamicTest.dynamicTest(path + ", " + file + ": " + valid.getString("name"), () -> {
                                    Answer answer = a.post(path, body(valid), WRITER);
                                    assertThat(answer.status())
                                            .as(answer.body())
                                            .isEqualTo(200);
                                    assertClean(answer);
                                })),
                cases(vectors, "invalid")
                        .map(invalid ->
                                DynamicTest.dynamicTest(path + ", " + file + ": " + invalid.getString("name"), () -> {
                                    Answer answer = a.post(path, body(invalid), WRITER);
                                    assertThat(answer.status())
                                            .as(answer.body())
                                            .isEqualTo(invalid.getInt("status"));
                                    assertProblem(answer);
                                    assertThat(pointers(answer)).isEqualTo(strings(invalid, "pointers"));
                                })));
    }

    @TestFactory
    Stream<DynamicTest> every_query_of_the_test_vectors_gets_its_answer() {
        JsonObject vectors = vectors("queries");
        return Stream.of("valid", "invalid")
                .flatMap(kind -> cases(vectors, kind).flatMap(test -> query(test).stream()));
    }

    private List<DynamicTest> query(JsonObject test) {
        String parameter = test.getString("parameter");
        List<String> paths = PATHS_OF_PARAMETERS.get(parameter);
        String query = strings(test, "values").stream()
                .map(value -> parameter + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        String complete = parameter.equals("wait") ? query + (query.isEmpty() ? "" : "&") + "key=never" : query;
        return DOORS.stream()
                .flatMap(door -> paths.stream().map(path -> door + path))
                .map(path -> DynamicTest.dynamicTest(path + ": " + test.getString("name"), () -> {
                    Answer answer = a.get(path + "?" + complete, WRITER);
                    int expected = test.getInt("status", 200);
                    if (expected == 413) { // such an address may already be too long for the container
                        assertThat(answer.status()).isBetween(400, 431);
                    } else {
                        assertThat(answer.status()).as(answer.body()).isEqualTo(expected);
                    }
                    assertClean(answer);
                }))
                .toList();
    }

    @Test
    void ten_thousand_keys_are_too_many() {
        Map<String, Long> known =
                IntStream.range(0, 10_000).boxed().collect(Collectors.toMap(index -> "k" + index, index -> 0L));

        Answer answer = a.sync(known);

        assertThat(answer.status()).isEqualTo(413);
        assertProblem(answer);
    }

    @Test
    void a_body_of_ten_megabytes_is_refused_before_it_is_sent_whole() throws IOException {
        try (RawRequest request = new RawRequest(a, "/reality/sync", "Content-Length: 10000000")) {
            request.write("{\"known\":{");

            assertThat(request.answer(Duration.ofSeconds(5))).startsWith("HTTP/1.1 413");
        }
    }

    /** A server that closes while the client is still sending loses its own answer, once in fifteen times or so. */
    @Test
    void a_body_of_ten_megabytes_that_is_sent_whole_is_refused_every_time() {
        String body = "{\"known\":{\"k\":0},\"x\":\"" + "x".repeat(10_000_000) + "\"}";
        for (int time = 0; time < 40; time++) {
            assertThat(a.post("/reality/sync", body).status()).isEqualTo(413);
        }
    }

    @Test
    void a_body_that_never_ends_is_refused_at_the_limit() throws IOException {
        try (RawRequest request = new RawRequest(a, "/reality/sync", "Transfer-Encoding: chunked")) {
            String part = "1000\r\n" + " ".repeat(0x1000) + "\r\n";

            long sent = request.writeUntilAnswered(part, A_LOT);

            assertThat(sent).isLessThan(A_LOT);
            assertThat(request.answer(Duration.ofSeconds(5))).startsWith("HTTP/1.1 413");
        }
        assertAlive();
    }

    @Test
    void a_body_that_trickles_is_refused_when_its_time_is_over() throws IOException {
        try (RawRequest request = new RawRequest(a, "/reality/sync", "Content-Length: 1000")) {
            Waiting.atMostSeconds(15).until(() -> {
                request.write(" ");
                return request.isAnswered();
            });

            assertThat(request.answer(Duration.ofSeconds(5))).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    void bodies_that_stop_half_way_keep_nobody_from_being_answered() throws IOException {
        List<RawRequest> stopped = new ArrayList<>();
        try {
            for (int client = 0; client < 20; client++) {
                RawRequest request = new RawRequest(a, "/reality/sync", "Content-Length: 100");
                request.write("{\"known\":");
                stopped.add(request);
            }
            for (int client = 0; client < 20; client++) {
                assertAlive();
            }
        } finally {
            for (RawRequest request : stopped) {
                request.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense"})
    void a_body_that_is_not_json_by_its_type_is_refused(String type) {
        Answer answer = a.post("/reality/sync", "{\"known\":{}}", "Content-Type", type);

        assertThat(answer.status()).isEqualTo(415);
        assertProblem(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=\"UTF-8\""})
    void parameters_and_case_of_the_type_do_not_matter(String type) {
        assertThat(a.post("/reality/sync", "{\"known\":{}}", "Content-Type", type)
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /reality/sync, POST",
        "PUT, /reality/sync, POST",
        "DELETE, /reality/update, POST",
        "GET, /reality/invalidate, POST",
        "POST, /reality/versions, GET",
        "POST, /reality/health, GET",
        "POST, /reality/events, GET",
        "DELETE, /reality/poll, GET",
        "PATCH, /reality/sync, POST"
    })
    void a_wrong_method_is_told_the_right_one(String method, String path, String allowed) {
        Answer answer = a.send(method, path, WRITER);

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains(allowed);
        assertProblem(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/reality/nothing",
                "/reality/sync/more",
                "/reality/..;/x",
                "/reality/%2e%2e/x",
                "/reality/sync%00"
            })
    void an_unknown_path_is_not_found(String path) {
        Answer answer = a.get(path);

        assertThat(answer.status()).isBetween(400, 404);
        assertClean(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__proto__",
                "hasOwnProperty",
                "constructor",
                "\u043a\u043b\u044e\u0447 \ud83d\udd11",
                "with \"quotes\" and \\",
                "a/b?c&d=e%20"
            })
    void any_key_is_an_ordinary_key(String key) {
        long version = a.update(key);

        assertThat(a.sync(Map.of(key, 0L)).changes()).isEqualTo(Map.of(key, version));
        assertThat(a.sync(Map.of(key, version)).changed()).isEmpty();
    }

    private void assertAlive() {
        assertThat(a.sync(Map.of()).status()).isEqualTo(200);
    }

    /** Refused as the contract says, without a word about the inside of the server. */
    private static void assertProblem(Answer answer) {
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().getInt("status")).isEqualTo(answer.status());
        assertThat(answer.json()).containsKeys("type", "title");
        assertClean(answer);
    }

    private static void assertClean(Answer answer) {
        assertThat(answer.status()).isLessThan(500);
        assertThat(answer.body())
                .doesNotContain("Exception", "io.socketless", "\tat ", "java.lang", "org.glassfish", "io.undertow");
    }

    private static List<String> pointers(Answer answer) {
        return answer
                .json()
                .getOrDefault("errors", JsonValue.EMPTY_JSON_ARRAY)
                .asJsonArray()
                .getValuesAs(JsonObject.class)
                .stream()
                .map(error -> error.getString("pointer"))
                .toList();
    }

    private static JsonObject vectors(String file) {
        Path path = Path.of(System.getProperty("vectors.directory"), file + ".json");
        try (JsonReader reader = Json.createReader(Files.newBufferedReader(path))) {
            return reader.readObject();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<JsonObject> cases(JsonObject vectors, String kind) {
        return vectors.containsKey(kind)
                ? vectors.getJsonArray(kind).getValuesAs(JsonObject.class).stream()
                : Stream.of();
    }

    private static List<String> strings(JsonObject test, String member) {
        return test.getJsonArray(member).getValuesAs(JsonString::getString);
    }

    /** The bytes of a case, as the vectors' own page describes them. */
    private static byte[] body(JsonObject test) {
        if (test.containsKey("bodyBase64")) {
            return Base64.getDecoder().decode(test.getString("bodyBase64"));
        }
        JsonValue body = test.get("body");
        String text = body instanceof JsonString string
                ? string.getString()
                : body.asJsonArray().getValuesAs(JsonObject.class).stream()
                        .map(BadInputIT::repeated)
                        .collect(Collectors.joining());
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String repeated(JsonObject part) {
        String text = part.getString("text");
        return part.containsKey("times")
                ? IntStream.range(0, part.getInt("times"))
                        .mapToObj(index -> text.replace("#", Integer.toString(index)))
                        .collect(Collectors.joining())
                : text;
    }
}
