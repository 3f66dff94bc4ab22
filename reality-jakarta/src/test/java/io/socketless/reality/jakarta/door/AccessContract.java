package io.socketless.reality.jakarta.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyAuthorizer;
import io.socketless.reality.Reality;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, from where, and how often. */
public abstract class AccessContract extends DoorContract {

    private static final String UPDATE = "{\"key\":\"a\",\"hash\":\"h\"}";

    @ParameterizedTest
    @CsvSource({"POST,/update", "POST,/invalidate", "GET,/versions", "HEAD,/versions"})
    void write_endpoints_are_closed_until_they_are_opened(String method, String path) throws Exception {
        try (Server server = start(Map.of())) {
            assertThat(server.send(server.request(path)
                                    .method(method, BodyPublishers.noBody())
                                    .header("Authorization", "Bearer "))
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void without_credentials_the_caller_is_asked_for_them() throws Exception {
        try (Server server = start()) {
            HttpResponse<String> answer = server.post("/update", UPDATE);

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong horse", "Bearer correct horse2", "bearer CORRECT HORSE"})
    void a_wrong_secret_is_refused(String authorization) throws Exception {
        try (Server server = start()) {
            HttpResponse<String> answer =
                    server.send(server.json("/update", UPDATE).header("Authorization", authorization));

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).doesNotContain(Server.SECRET);
            assertThat(server.application.get(Reality.class).state("a").exists())
                    .isFalse();
        }
    }

    @Test
    void a_role_that_the_caller_has_not_opens_nothing() throws Exception {
        try (Server server = start(Map.of("reality.write.role", "writer"))) {
            HttpResponse<String> answer = server.post("/update", UPDATE);

            assertThat(answer.statusCode()).isEqualTo(401);
        }
    }

    @Test
    void more_requests_than_allowed_in_a_second_are_sent_away() throws Exception {
        try (Server server = start(Map.of("reality.request.per-second", "1"))) {
            HttpResponse<String> answer = server.get("/health");
            for (int i = 0; i < 50 && answer.statusCode() != 429; i++) {
                answer = server.get("/health");
            }

            assertThat(answer.statusCode()).isEqualTo(429);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
    }

    @Test
    void denied_keys_are_named_and_never_told() throws Exception {
        try (Server server = start(Map.of(), NoSecrets.class)) {
            server.application.get(Reality.class).now().invalidate("secret:a");

            JsonObject body =
                    Server.parse(server.post("/sync", "{\"known\":{\"secret:a\":0,\"open\":0,\"secret:b\":0}}"));

            assertThat(body.getJsonObject("changed").keySet()).containsExactly("open");
            assertThat(body.getJsonArray("denied").toString()).isEqualTo("[\"secret:a\",\"secret:b\"]");
        }
    }

    @Test
    void an_authorizer_that_fails_denies_every_key_of_the_request() throws Exception {
        try (Server server = start(Map.of(), NoSecrets.class)) {
            JsonObject body = Server.parse(server.post("/sync", "{\"known\":{\"throws\":0,\"open\":0}}"));

            assertThat(body.getJsonObject("changed")).isEmpty();
            assertThat(body.getJsonArray("denied").toString()).isEqualTo("[\"throws\",\"open\"]");
        }
    }

    @Test
    void a_key_needs_every_authorizer() throws Exception {
        try (Server server = start(Map.of(), NoSecrets.class, OpenOnly.class)) {
            JsonObject body = Server.parse(server.post("/sync", "{\"known\":{\"secret:a\":0,\"open\":0,\"other\":0}}"));

            assertThat(body.getJsonObject("changed").keySet()).containsExactly("open");
            assertThat(body.getJsonArray("denied").toString()).isEqualTo("[\"secret:a\",\"other\"]");
        }
    }

    @ApplicationScoped
    static class OpenOnly implements KeyAuthorizer {

        @Override
        public Set<String> allowed(Caller caller, Access access, Set<String> keys) {
            return Set.of("open", "another that was not asked for");
        }
    }

    @Test
    void who_waits_for_denied_keys_alone_does_not_wait() throws Exception {
        try (Server server = start(Map.of(), NoSecrets.class)) {
            JsonObject body = Server.parse(server.post("/sync", "{\"known\":{\"secret:a\":0},\"wait\":25000}"));

            assertThat(body.getJsonObject("changed")).isEmpty();
            assertThat(body.getJsonArray("denied")).hasSize(1);
        }
    }

    @Test
    void denied_keys_are_in_no_event_and_no_poll() throws Exception {
        try (Server server = start(Map.of(), NoSecrets.class)) {
            assertThat(server.get("/events?key=secret:a&key=open").body())
                    .contains("\"open\"")
                    .doesNotContain("secret:a");
            JsonObject poll = Server.parse(server.get("/poll?key=secret:a&key=open"));
            assertThat(poll.getJsonObject("changed").keySet()).containsExactly("open");
            assertThat(poll.getJsonArray("denied")).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/update | {\"key\":\"fixed\",\"hash\":\"h\"}",
                "/update | {\"key\":\"throws\",\"hash\":\"h\"}",
                "/invalidate | {\"keys\":[\"open\",\"fixed\"]}"
            })
    void a_change_of_a_denied_key_changes_nothing(String path, String body) throws Exception {
        try (Server server = start(Map.of("reality.write.secret", Server.SECRET), NoSecrets.class)) {
            assertThat(server.write(path, body).statusCode()).isEqualTo(403);
            assertThat(server.application.get(Reality.class).state("open").exists())
                    .isFalse();
        }
    }

    @Test
    void a_listed_origin_is_echoed_with_credentials() throws Exception {
        try (Server server = start(Map.of("reality.cors.origins", "https://a.example,https://b.example"))) {
            HttpResponse<String> answer =
                    server.send(server.json("/sync", "{\"known\":{}}").header("Origin", "https://b.example"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("https://b.example");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                    .hasValue("true");
            assertThat(answer.headers().firstValue("Access-Control-Expose-Headers"))
                    .hasValueSatisfying(names -> assertThat(names).contains("ETag", "X-Reality-Version"));
            assertThat(answer.headers().firstValue("Vary")).hasValue("Origin");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://evil.example,https://a.example",
        "https://a.example.evil,https://a.example",
        "null,https://a.example"
    })
    void another_origin_is_not_told_that_it_may(String origin, String listed) throws Exception {
        try (Server server = start(Map.of("reality.cors.origins", listed))) {
            HttpResponse<String> answer =
                    server.send(server.json("/sync", "{\"known\":{}}").header("Origin", origin));

            assertThat(answer.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase().startsWith("access-control"));
            assertThat(answer.headers().firstValue("Vary")).hasValue("Origin");
        }
    }

    @Test
    void every_origin_may_call_without_credentials_if_all_are_allowed() throws Exception {
        try (Server server = start(Map.of("reality.cors.origins", "*"))) {
            HttpResponse<String> answer = server.send(server.request("/health").header("Origin", "https://x.example"));

            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("*");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Credentials"))
                    .isEmpty();
        }
    }

    @Test
    void a_preflight_is_answered_and_allows_authorization() throws Exception {
        try (Server server = start(Map.of("reality.cors.origins", "https://a.example"))) {
            HttpResponse<String> answer = server.send(server.request("/sync")
                    .method("OPTIONS", BodyPublishers.noBody())
                    .header("Origin", "https://a.example")
                    .header("Access-Control-Request-Method", "POST"));

            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue("https://a.example");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Methods"))
                    .hasValueSatisfying(methods -> assertThat(methods).contains("POST"));
            assertThat(answer.headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValueSatisfying(names -> assertThat(names).contains("Authorization", "Content-Type"));
        }
    }

    @Test
    void without_origins_there_is_no_cors() throws Exception {
        try (Server server = start(Map.of())) {
            HttpResponse<String> answer = server.send(server.request("/health").header("Origin", "https://x.example"));

            assertThat(answer.headers().map().keySet())
                    .noneMatch(name -> name.toLowerCase().startsWith("access-control"));
            assertThat(answer.headers().firstValue("Vary")).isEmpty();
        }
    }

    @ApplicationScoped
    static class NoSecrets implements KeyAuthorizer {

        @Override
        public Set<String> allowed(Caller caller, Access access, Set<String> keys) {
            if (keys.contains("throws")) {
                throw new IllegalStateException("An authorizer that fails");
            }
            return keys.stream()
                    .filter(access == Access.CHANGE ? key -> !key.equals("fixed") : key -> mayWatch(caller, key))
                    .collect(Collectors.toSet());
        }

        private static boolean mayWatch(Caller caller, String key) {
            return caller.principal().isEmpty() && !caller.inRole("any") && !key.startsWith("secret:");
        }
    }
}
