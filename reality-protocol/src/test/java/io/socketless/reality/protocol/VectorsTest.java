package io.socketless.reality.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every case of {@code vectors}, which clients and servers in other languages run too. */
class VectorsTest {

    private static final Path VECTORS = Path.of("vectors");
    private static final RequestDecoder REQUESTS = new RequestDecoder(Limits.DEFAULT);
    private static final QueryDecoder QUERIES = new QueryDecoder(Limits.DEFAULT);
    private static final ResponseDecoder RESPONSES = new ResponseDecoder();

    /** A file of bodies and what reads and writes them. */
    private record Messages(String file, Function<byte[], byte[]> readAndWrite) {}

    private static final List<Messages> FILES = List.of(
            new Messages("sync-requests-valid.json", body -> Encoder.encode(REQUESTS.sync(body))),
            new Messages("sync-requests-invalid.json", body -> Encoder.encode(REQUESTS.sync(body))),
            new Messages("update-requests.json", body -> Encoder.encode(REQUESTS.update(body))),
            new Messages("invalidate-requests.json", body -> Encoder.encode(REQUESTS.invalidate(body))),
            new Messages("sync-responses.json", body -> Encoder.encode(RESPONSES.sync(body))),
            new Messages("update-responses.json", body -> Encoder.encode(RESPONSES.update(body))),
            new Messages("invalidate-responses.json", body -> Encoder.encode(RESPONSES.invalidate(body))),
            new Messages("versions-responses.json", body -> Encoder.encode(RESPONSES.versions(body))),
            new Messages("health-responses.json", body -> Encoder.encode(RESPONSES.health(body))),
            new Messages("problems.json", body -> Encoder.encode(RESPONSES.problem(body))));

    @TestFactory
    Stream<DynamicTest> bodies() {
        return FILES.stream().flatMap(messages -> {
            Stream<DynamicTest> valid =
                    cases(messages.file(), "valid", vector -> isRead(messages.readAndWrite(), vector));
            Stream<DynamicTest> invalid =
                    cases(messages.file(), "invalid", vector -> isRefused(messages.readAndWrite(), vector));
            return Stream.concat(valid, invalid);
        });
    }

    private static void isRead(Function<byte[], byte[]> readAndWrite, JsonObject vector) {
        byte[] written = readAndWrite.apply(body(vector));

        assertThat(parse(new ByteArrayInputStream(written)).toString())
                .isEqualTo(vector.getJsonObject("message").toString());
        assertThat(readAndWrite.apply(written)).isEqualTo(written);
    }

    private static void isRefused(Function<byte[], byte[]> readAndWrite, JsonObject vector) {
        ProtocolException refusal =
                catchThrowableOfType(ProtocolException.class, () -> readAndWrite.apply(body(vector)));

        assertThat(refusal).isNotNull();
        assertThat(refusal.problem().status()).isEqualTo(vector.getInt("status", 502));
        assertThat(refusal.problem().errors())
                .extracting(Fault::pointer)
                .containsExactlyElementsOf(strings(vector.getJsonArray("pointers")));
        assertThat(refusal.problem().errors()).extracting(Fault::detail).noneMatch(String::isEmpty);
        assertThat(refusal.problem().toString()).doesNotContain("jakarta", "parsson", "Exception", "java.");
    }

    @TestFactory
    Stream<DynamicTest> queries() {
        return Stream.concat(
                cases("queries.json", "valid", vector -> assertThat(query(vector))
                        .hasToString(plain(vector.get("result")))),
                cases("queries.json", "invalid", vector -> {
                    ProtocolException refusal = catchThrowableOfType(ProtocolException.class, () -> query(vector));
                    assertThat(refusal).isNotNull();
                    assertThat(refusal.problem().status()).isEqualTo(vector.getInt("status"));
                }));
    }

    private static Object query(JsonObject vector) {
        List<String> values = strings(vector.getJsonArray("values"));
        String first = values.isEmpty() ? null : values.get(0);
        return switch (vector.getString("parameter")) {
            case "key" -> QUERIES.keys(values);
            case "since" -> QUERIES.since(first);
            case "wait" -> QUERIES.waitMillis(first);
            default -> throw new IllegalArgumentException(vector.getString("parameter"));
        };
    }

    private static String plain(JsonValue value) {
        return value instanceof JsonArray array
                ? strings(array).toString()
                : ((JsonNumber) value).bigDecimalValue().toPlainString();
    }

    @Test
    void every_file_is_run() throws IOException {
        try (Stream<Path> files = Files.list(VECTORS)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".json")))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(FILES.stream().map(Messages::file), Stream.of("queries.json"))
                                    .toList());
        }
    }

    private interface Check {
        void accept(JsonObject vector);
    }

    private static Stream<DynamicTest> cases(String file, String part, Check check) {
        try (InputStream in = Files.newInputStream(VECTORS.resolve(file))) {
            JsonObject vectors = parse(in);
            assertThat(vectors.getString("description")).isNotEmpty();
            List<DynamicTest> tests = new ArrayList<>();
            for (JsonObject vector : vectors.getOrDefault(part, JsonValue.EMPTY_JSON_ARRAY)
                    .asJsonArray()
                    .getValuesAs(JsonObject.class)) {
                String name = file + ", " + part + ": " + vector.getString("name");
                tests.add(DynamicTest.dynamicTest(name, () -> check.accept(vector)));
            }
            return tests.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] body(JsonObject vector) {
        if (vector.containsKey("bodyBase64")) {
            return Base64.getDecoder().decode(vector.getString("bodyBase64"));
        }
        if (vector.get("body") instanceof JsonString text) {
            return text.getString().getBytes(UTF_8);
        }
        StringBuilder body = new StringBuilder();
        for (JsonObject part : vector.getJsonArray("body").getValuesAs(JsonObject.class)) {
            String text = part.getString("text");
            if (!part.containsKey("times")) {
                body.append(text);
            }
            for (int i = 0; i < part.getInt("times", 0); i++) {
                body.append(text.replace("#", Integer.toString(i)));
            }
        }
        return body.toString().getBytes(UTF_8);
    }

    private static List<String> strings(JsonArray array) {
        return array.getValuesAs(JsonString::getString);
    }

    private static JsonObject parse(InputStream in) {
        try (JsonReader reader = Json.createReader(in)) {
            return reader.readObject();
        }
    }
}
