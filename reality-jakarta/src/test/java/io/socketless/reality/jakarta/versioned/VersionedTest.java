package io.socketless.reality.jakarta.versioned;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.jakarta.versioned.Resources.Languages;
import io.socketless.reality.jakarta.versioned.Resources.NoSecrets;
import io.socketless.reality.jakarta.versioned.Resources.Rooms;
import io.socketless.reality.jakarta.versioned.Resources.Users;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VersionedTest {

    private static RestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = RestServer.start(Set.of(NoSecrets.class), Rooms.class, Languages.class, Users.class);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String tag(HttpResponse<?> answer) {
        String tag = header(answer, "ETag");
        assertThat(tag).startsWith("W/\"").endsWith("\"");
        return tag;
    }

    /** The server may have put a header for caches on an error page of its own. */
    static void assertUnmarked(HttpResponse<?> answer) {
        assertThat(header(answer, "ETag")).isEmpty();
        assertThat(header(answer, "X-Reality-Version")).isEmpty();
        assertThat(header(answer, "Cache-Control")).isNotEqualTo("private, no-cache");
    }

    @Test
    void an_answer_has_a_tag_the_version_of_its_key_and_is_asked_for_each_time() {
        long version = server.change("room:blue");

        HttpResponse<String> answer = server.get("/rooms/blue");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).startsWith("blue");
        assertThat(header(answer, "X-Reality-Version")).isEqualTo(Long.toString(version));
        assertThat(header(answer, "Cache-Control")).isEqualTo("private, no-cache");
        assertThat(tag(answer)).isEqualTo(tag(server.get("/rooms/blue")));
    }

    @Test
    void a_client_that_holds_the_answer_gets_a_304_without_the_method_being_called() {
        String tag = tag(server.get("/rooms/held"));
        int calls = Rooms.CALLS.get();

        HttpResponse<String> answer = server.get("/rooms/held", "If-None-Match", "\"other\", " + tag);

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(tag(answer)).isEqualTo(tag);
        assertThat(header(answer, "X-Reality-Version")).isNotEmpty();
        assertThat(Rooms.CALLS).hasValue(calls);
    }

    @Test
    void after_a_change_the_answer_is_sent_again() {
        String tag = tag(server.get("/rooms/moved"));
        server.change("room:moved");

        HttpResponse<String> answer = server.get("/rooms/moved", "If-None-Match", tag);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(tag(answer)).isNotEqualTo(tag);
    }

    @Test
    void a_change_of_another_key_is_none_of_this_one() {
        String tag = tag(server.get("/rooms/calm"));
        server.change("room:busy");

        assertThat(server.get("/rooms/calm", "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @Test
    void data_that_change_while_the_method_runs_are_not_taken_for_the_newest() throws Exception {
        Rooms.slow = new Rooms.Pause();
        CompletableFuture<HttpResponse<String>> slow = server.sendAsync("GET", "/rooms/race/slow");
        assertThat(Rooms.slow.hasRead().await(10, TimeUnit.SECONDS)).isTrue();
        long version = server.change("room:race"); // after the method has read its data
        Rooms.slow.mayGoOn().countDown();
        HttpResponse<String> old = slow.get(10, TimeUnit.SECONDS);

        assertThat(Long.parseLong(header(old, "X-Reality-Version"))).isLessThan(version);
        Rooms.slow = new Rooms.Pause();
        Rooms.slow.mayGoOn().countDown();
        HttpResponse<String> next = server.get("/rooms/race/slow", "If-None-Match", tag(old));
        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(header(next, "X-Reality-Version")).isEqualTo(Long.toString(version));
    }

    @Test
    void the_version_that_a_client_sends_counts_for_a_single_key() {
        long version = server.change("room:number");

        assertThat(server.get("/rooms/number", "X-Reality-Version", Long.toString(version))
                        .statusCode())
                .isEqualTo(304);
        assertThat(server.get("/rooms/number", "X-Reality-Version", Long.toString(version - 1))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_version_that_a_client_sends_does_not_count_beside_a_tag() {
        String version = Long.toString(server.change("room:beside"));

        assertThat(server.get("/rooms/beside", "X-Reality-Version", version, "If-None-Match", "\"other\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_highest_version_of_several_keys_does_not_decide_alone() {
        server.change("room:several");
        String highest = Long.toString(server.change("users"));

        HttpResponse<String> answer = server.get("/rooms/several/both", "X-Reality-Version", highest);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "X-Reality-Version")).isEqualTo(highest);
    }

    @ParameterizedTest
    @ValueSource(strings = {"room:pair", "users"})
    void a_change_of_any_of_several_keys_makes_another_tag(String changed) {
        String tag = tag(server.get("/rooms/pair/both"));
        assertThat(server.get("/rooms/pair/both", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
        server.change(changed);

        assertThat(server.get("/rooms/pair/both", "If-None-Match", tag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_head_request_is_treated_as_the_get() {
        String tag = tag(server.send("HEAD", "/rooms/head"));

        assertThat(tag).isEqualTo(tag(server.get("/rooms/head")));
        assertThat(server.send("HEAD", "/rooms/head", "If-None-Match", tag).statusCode())
                .isEqualTo(304);
    }

    @Test
    void any_answer_at_all_is_for_the_method_to_tell() {
        assertThat(server.get("/rooms/any", "If-None-Match", "*").statusCode()).isEqualTo(304);
        assertThat(server.get("/rooms/any/missing", "If-None-Match", "*").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "failing", "empty"})
    void an_answer_that_is_no_200_is_left_alone(String path) {
        assertUnmarked(server.get("/rooms/blue/" + path));
    }

    @Test
    void headers_of_the_application_stay() {
        HttpResponse<String> answer = server.get("/rooms/blue/own");

        assertThat(header(answer, "ETag")).isEqualTo("\"mine\"");
        assertThat(header(answer, "Cache-Control")).contains("max-age=60");
        assertThat(header(answer, "X-Reality-Version")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"async", "stage"})
    void an_asynchronous_method_is_versioned(String path) {
        HttpResponse<String> answer = server.get("/rooms/later/" + path);

        assertThat(answer.body()).isEqualTo("later");
        assertThat(server.get("/rooms/later/" + path, "If-None-Match", tag(answer))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void a_sub_resource_has_the_parameters_of_the_path_that_led_to_it() {
        long version = server.change("message:sub:7");

        HttpResponse<String> answer = server.get("/rooms/sub/messages/7");

        assertThat(answer.body()).isEqualTo("message 7");
        assertThat(header(answer, "X-Reality-Version")).isEqualTo(Long.toString(version));
        assertThat(server.get("/rooms/sub/messages/7", "If-None-Match", tag(answer))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    void a_sub_resource_whose_path_lacks_a_parameter_fails() {
        assertThat(server.get("/rooms/sub/messages/7/lost").statusCode()).isEqualTo(500);
    }

    @Test
    void a_parameter_is_decoded() {
        String version = Long.toString(server.change("room:a bü$1"));

        assertThat(header(server.get("/rooms/a%20b%C3%BC$1"), "X-Reality-Version"))
                .isEqualTo(version);
    }

    @Test
    void a_parameter_that_makes_no_key_gives_an_answer_without_version() {
        HttpResponse<String> answer = server.get("/rooms/" + "x".repeat(600));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertUnmarked(answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/rooms/secret", "/rooms/secret/both", "/rooms/throws"})
    void a_denied_key_gives_an_answer_without_version(String path) {
        String version = Long.toString(server.change("room:secret"));

        HttpResponse<String> answer = server.get(path, "X-Reality-Version", version, "If-None-Match", "*");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertUnmarked(answer);
    }

    @Test
    void variants_of_an_answer_have_different_tags() {
        String english = tag(server.get("/languages", "Accept-Language", "en"));

        assertThat(tag(server.get("/languages", "Accept-Language", "de"))).isNotEqualTo(english);
        assertThat(tag(server.get("/languages", "Accept-Language", "en", "Accept", "text/html")))
                .isNotEqualTo(english);
        assertThat(tag(server.get("/languages", "Accept-Language", "en", "X-Tenant", "one")))
                .isNotEqualTo(english);
        assertThat(tag(server.get("/languages", "Accept-Language", "en", "X-Whatever", "one")))
                .isEqualTo(english);
    }

    @Test
    void what_an_answer_varies_by_is_named_once() {
        HttpResponse<String> answer = server.get("/languages");

        assertThat(answer.headers().allValues("Vary")).containsExactlyInAnyOrder("accept-language, x-mode", "X-Tenant");
        assertThat(server.get("/languages", "If-None-Match", tag(answer))
                        .headers()
                        .allValues("Vary"))
                .contains("X-Tenant");
    }

    @Test
    void the_answers_to_two_users_have_different_tags() {
        String tag = tag(server.get("/rooms/shared", "X-User", "ann"));

        assertThat(server.get("/rooms/shared", "X-User", "ann", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
        assertThat(server.get("/rooms/shared", "X-User", "bob", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_caller_whom_a_filter_of_the_application_refuses_is_refused() {
        String tag = tag(server.get("/rooms/guarded"));

        assertThat(server.get("/rooms/guarded", "X-User", "nobody", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(403);
    }
}
