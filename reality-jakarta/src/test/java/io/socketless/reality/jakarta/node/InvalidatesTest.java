package io.socketless.reality.jakarta.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.Reality;
import io.socketless.reality.jakarta.Application;
import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.jakarta.Key;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvalidatesTest {

    private static Application application;

    @BeforeAll
    static void start() {
        application = Application.start(Board.class, Rooms.class, Guests.class);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static boolean exists(String key) {
        return application.get(Reality.class).state(key).exists();
    }

    @Test
    void a_method_invalidates_its_keys_when_it_ends() {
        String text = application.get(Board.class).post("blue", "hello");

        assertThat(text).isEqualTo("hello");
        assertThat(exists("room:blue")).isTrue();
        assertThat(exists("rooms-with-posts")).isTrue();
    }

    @Test
    void a_method_that_throws_invalidates_too() {
        assertThatThrownBy(() -> application.get(Board.class).fail("red")).hasMessage("half done");

        assertThat(exists("failed:red")).isTrue();
    }

    @Test
    void a_method_that_returns_a_stage_invalidates_when_the_stage_completes() {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletionStage<String> result = application.get(Board.class).later("green", work);
        assertThat(exists("later:green")).isFalse();

        work.complete("done");

        assertThat(result.toCompletableFuture().join()).isEqualTo("done");
        assertThat(exists("later:green")).isTrue();
    }

    @Test
    void a_stage_that_fails_invalidates_its_keys_since_it_can_have_changed_data() {
        CompletableFuture<String> work = new CompletableFuture<>();
        CompletionStage<String> result = application.get(Board.class).later("half", work);

        work.completeExceptionally(new IllegalStateException("no"));

        assertThat(result.toCompletableFuture()).isCompletedExceptionally();
        assertThat(exists("later:half")).isTrue();
    }

    @Test
    void keys_of_the_class_are_invalidated_by_every_method() {
        application.get(Rooms.class).open();

        assertThat(exists("all-rooms")).isTrue();
    }

    @Test
    void keys_of_the_method_replace_those_of_the_class() {
        application.get(Rooms.class).paint("red");

        assertThat(exists("paint:red")).isTrue();
    }

    @Test
    void keys_of_the_class_are_invalidated_by_inherited_methods() {
        application.get(Guests.class).save();

        assertThat(exists("guests")).isTrue();
    }

    @Test
    void a_null_argument_fails_the_call_before_the_method_runs() {
        Board board = application.get(Board.class);

        assertThatIllegalArgumentException().isThrownBy(() -> board.count(null));
        assertThat(board.calls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~system", "a\nb"})
    void an_argument_that_makes_a_bad_key_fails_the_call_before_the_method_runs(String key) {
        Board board = application.get(Board.class);

        assertThatIllegalArgumentException().isThrownBy(() -> board.count(key));
        assertThat(board.calls()).isZero();
    }

    @ApplicationScoped
    static class Board {

        private int calls;

        @Invalidates({"room:{room}", "rooms-with-posts"})
        String post(@Key("room") String room, String text) {
            return text;
        }

        @Invalidates("failed:{room}")
        void fail(@Key("room") String room) {
            throw new IllegalStateException("half done");
        }

        @Invalidates("later:{room}")
        CompletionStage<String> later(@Key("room") String room, CompletableFuture<String> work) {
            return work;
        }

        @Invalidates("{key}")
        void count(@Key("key") String key) {
            calls++;
        }

        int calls() {
            return calls;
        }
    }

    @ApplicationScoped
    @Invalidates("all-rooms")
    static class Rooms {

        void open() {}

        @Invalidates("paint:{colour}")
        void paint(@Key("colour") String colour) {}
    }

    static class Saving {

        void save() {}
    }

    @ApplicationScoped
    @Invalidates("guests")
    static class Guests extends Saving {}
}
