package io.socketless.reality.jakarta.door;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The vectors of the protocol that are requests, sent to the endpoints. */
@TestInstance(Lifecycle.PER_CLASS)
public abstract class VectorsContract extends DoorContract {

    private static final Path VECTORS = Path.of("..", "reality-protocol", "vectors");
    private static final Map<String, String> PATH_OF_PARAMETER =
            Map.of("key", "/poll?key=", "since", "/versions?since=", "wait", "/events?key=a&wait=");

    private Server server;

    @BeforeAll
    void startServer() throws Exception {
        server = start(Map.of("reality.write.secret", Server.SECRET, "reality.wait.max", "PT0S"));
    }

    @AfterAll
    void stopServer() throws Exception {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> bodies() {
        return Stream.of(
                        Map.entry("sync-requests-valid.json", "/sync"),
                        Map.entry("sync-requests-invalid.json", "/sync"),
                        Map.entry("update-requests.json", "/update"),
                        Map.entry("invalidate-requests.json", "/invalidate"))
                .flatMap(each -> Stream.concat(
                        cases(each.getKey(), "valid", vector -> isAccepted(sendBody(each.getValue(), vector))),
                        cases(
                                each.getKey(),
                                "invalid",
                                vector -> isRefused(sendBody(each.getValue(), vector), vector))));
    }

    @TestFactory
    Stream<DynamicTest> queries() {
        return Stream.concat(
                cases("queries.json", "valid", vector -> isAccepted(sendQuery(vector))),
                cases("queries.json", "invalid", vector -> isRefused(sendQuery(vector), vector)));
    }

    private static void isAccepted(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static void isRefused(HttpResponse<String> answer, JsonObject vector) {
        assertThat(answer.statusCode()).isEqualTo(vector.getInt("status"));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonArray errors = Server.parse(answer).getJsonArray("errors");
        assertThat(errors == null ? JsonValue.EMPTY_JSON_ARRAY : errors)
                .extracting(each -> each.asJsonObject().getString("pointer"))
                .containsExactlyElementsOf(strings(vector.get("pointers")));
        assertThat(answer.body()).doesNotContain("jakarta", "Exception", "java.");
    }

    private HttpResponse<String> sendBody(String path, JsonObject vector) throws Exception {
        return send(server.json(path, body(vector)));
    }

    private HttpResponse<String> sendQuery(JsonObject vector) throws Exception {
        String path = PATH_OF_PARAMETER.get(vector.getString("parameter"));
        List<String> values = strings(vector.get("values"));
        String more = "&" + vector.getString("parameter") + "=";
        String query =
                values.stream().map(value -> URLEncoder.encode(value, UTF_8)).collect(Collectors.joining(more));
        return send(server.request(
                values.isEmpty() ? path.substring(0, path.lastIndexOf(vector.getString("parameter"))) : path + query));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return server.send(request.header("Authorization", "Bearer " + Server.SECRET));
    }

    private static byte[] body(JsonObject vector) {
        if (vector.containsKey("bodyBase64")) {
            return Base64.getDecoder().decode(vector.getString("bodyBase64"));
        }
        if (vector.get("body") instanceof JsonString text) {
            return text.getString().getBytes(UTF_8);
        }
        return vector.getJsonArray("body").getValuesAs(JsonObject.class).stream()
                .map(VectorsContract::part)
                .collect(Collectors.joining())
                .getBytes(UTF_8);
    }

    private static String part(JsonObject part) {
        String text = part.getString("text");
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < part.getInt("times", 1); i++) {
            all.append(part.containsKey("times") ? text.replace("#", Integer.toString(i)) : text);
        }
        return all.toString();
    }

    private static List<String> strings(JsonValue array) {
        return array == null
                ? List.of()
                : array.asJsonArray().getValuesAs(JsonString.class).stream()
                        .map(JsonString::getString)
                        .toList();
    }

    private interface Check {
        void accept(JsonObject vector) throws Exception;
    }

    private static Stream<DynamicTest> cases(String file, String part, Check check) {
        try (InputStream in = Files.newInputStream(VECTORS.resolve(file));
                JsonReader reader = Json.createReader(in)) {
            List<JsonObject> vectors = reader.readObject()
                    .getOrDefault(part, JsonValue.EMPTY_JSON_ARRAY)
                    .asJsonArray()
                    .getValuesAs(JsonObject.class);
            return vectors.stream()
                    .map(vector -> DynamicTest.dynamicTest(
                            file + ", " + part + ": " + vector.getString("name"), () -> check.accept(vector)));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
