package io.socketless.reality.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyAuthorizer;
import io.socketless.reality.jakarta.door.RawExchange;
import io.socketless.reality.jakarta.door.Server;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What JAX-RS adds to the endpoints, and what it takes over from the servlet. */
class RealityResourceTest {

    private static Server start(Map<String, String> settings, Class<?> filter, Class<?>... beans) throws Exception {
        return Server.start(ResourceDoor.with(filter), settings, beans);
    }

    @Test
    void a_filter_of_the_application_can_refuse_a_request() throws Exception {
        try (Server server = start(Map.of(), Refusing.class)) {
            assertThat(server.get("/health").statusCode()).isEqualTo(402);
        }
    }

    @Test
    void a_filter_of_the_application_sees_every_response() throws Exception {
        try (Server server = start(Map.of(), Signing.class)) {
            HttpResponse<String> answer = server.post("/sync", "{\"known\":{\"a\":0}}");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("X-Signed")).hasValue("yes");
            assertThat(answer.headers().firstValue("X-Reality-Server")).hasValue("node-1");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        }
    }

    @Test
    void the_caller_is_who_the_security_context_of_jax_rs_says() throws Exception {
        try (Server server = start(Map.of("reality.write.role", "writer"), Ada.class, OwnKeys.class)) {
            JsonObject body = Server.parse(server.post("/sync", "{\"known\":{\"ada\":0,\"eve\":0}}"));

            assertThat(body.getJsonObject("changed").keySet()).containsExactly("ada");
            assertThat(server.post("/update", "{\"key\":\"ada\",\"hash\":\"h\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(server.post("/update", "{\"key\":\"eve\",\"hash\":\"h\"}")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void a_caller_without_the_role_is_refused() throws Exception {
        try (Server server = start(Map.of("reality.write.role", "admin"), Ada.class)) {
            HttpResponse<String> answer = server.post("/update", "{\"key\":\"a\",\"hash\":\"h\"}");

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(Server.parse(answer).getString("detail")).isEqualTo("The required role is missing.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/jsonp"})
    void a_body_of_another_type_is_refused(String type) throws Exception {
        try (Server server = start(Map.of(), Signing.class)) {
            HttpResponse<String> answer = server.send(server.request("/sync")
                    .header("Content-Type", type)
                    .POST(BodyPublishers.ofString("{\"known\":{}}")));

            assertThat(answer.statusCode()).isEqualTo(415);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        }
    }

    @Test
    void a_body_over_the_limit_is_refused_also_if_its_length_is_not_stated() throws Exception {
        try (Server server = start(Map.of("reality.request.max-bytes", "1024"), Signing.class)) {
            String body = "{\"known\":{}}" + " ".repeat(2000);

            assertThat(server.post("/sync", body).statusCode()).isEqualTo(413);
            assertThat(server.send(server.request("/sync")
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(body))))
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void a_body_that_ends_prematurely_is_refused() throws Exception {
        try (Server server = start(Map.of(), Signing.class);
                RawExchange raw = RawExchange.with(server)) {
            raw.send("POST " + server.path() + "/sync HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"known\":");
            raw.closeOutput();

            assertThat(raw.status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/health"})
    void health_is_reported(String path) throws Exception {
        try (Server server = start(Map.of(), Signing.class)) {
            assertThat(Server.parse(server.get(path)).getString("status")).isEqualTo("healthy");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"/sync | POST, OPTIONS", "/poll | GET, HEAD, OPTIONS", "'' | GET, HEAD, OPTIONS"})
    void options_list_the_methods(String path, String allow) throws Exception {
        try (Server server = start(Map.of(), Signing.class)) {
            HttpResponse<String> answer = server.send(server.request(path).method("OPTIONS", BodyPublishers.noBody()));

            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().firstValue("Allow")).hasValue(allow);
        }
    }

    @Test
    void an_error_reveals_no_internals() throws Exception {
        try (Server server = start(Map.of(), Signing.class, Broken.class)) {
            HttpResponse<String> answer = server.post("/sync", "{\"known\":{\"a\":0}}");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).doesNotContain("Inside", "Error:", "\tat");
        }
    }

    /** A filter that lets no request pass. */
    public static class Refusing implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext request) {
            request.abortWith(Response.status(402).build());
        }
    }

    /** A filter that marks responses. */
    public static class Signing implements ContainerResponseFilter {

        @Override
        public void filter(ContainerRequestContext request, ContainerResponseContext response) {
            response.getHeaders().putSingle("X-Signed", "yes");
        }
    }

    /** A filter that authenticates every caller as Ada, a writer. */
    public static class Ada implements ContainerRequestFilter {

        @Override
        public void filter(ContainerRequestContext request) {
            request.setSecurityContext(new SecurityContext() {
                @Override
                public Principal getUserPrincipal() {
                    return () -> "ada";
                }

                @Override
                public boolean isUserInRole(String role) {
                    return role.equals("writer");
                }

                @Override
                public boolean isSecure() {
                    return false;
                }

                @Override
                public String getAuthenticationScheme() {
                    return "test";
                }
            });
        }
    }

    @ApplicationScoped
    static class OwnKeys implements KeyAuthorizer {

        @Override
        public Set<String> allowed(Caller caller, Access access, Set<String> keys) {
            String name = caller.principal().map(Principal::getName).orElse("");
            return keys.stream().filter(name::equals).collect(Collectors.toSet());
        }
    }

    @ApplicationScoped
    static class Broken implements KeyAuthorizer {

        @Override
        public Set<String> allowed(Caller caller, Access access, Set<String> keys) {
            throw new NoClassDefFoundError("com/example/Inside");
        }
    }
}
