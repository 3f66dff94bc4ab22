package io.socketless.reality.jakarta.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.socketless.reality.jakarta.Key;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTemplateTest {

    private static final Method POST = Arrays.stream(Board.class.getDeclaredMethods())
            .filter(method -> method.getName().equals("post"))
            .findFirst()
            .orElseThrow();

    @ParameterizedTest
    @CsvSource({
        "rooms, rooms",
        "room:{room}, room:blue",
        "{room}, blue",
        "{room}/{number}, blue/7",
        "{number}{number}, 77",
        "a{room}b{number}c, ablueb7c",
        "}{room}}, }blue}"
    })
    void names_in_braces_stand_for_arguments(String template, String key) {
        assertThat(KeyTemplate.of(template, POST).key(new Object[] {"blue", "text", 7}))
                .isEqualTo(key);
    }

    @ParameterizedTest
    @CsvSource({
        "room:{rom}, rom",
        "{}, no parameter has @Key(\"\")",
        "{text}, text",
        "room:{room, a '{' without '}'",
        "{a{room}}, a{room"
    })
    void a_wrong_template_is_named_with_its_method_and_its_place(String template, String named) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyTemplate.of(template, POST))
                .withMessageContaining(template)
                .withMessageContaining(Board.class.getName() + ".post")
                .withMessageContaining(named);
    }

    @Test
    void an_argument_that_is_null_makes_no_key() {
        KeyTemplate template = KeyTemplate.of("room:{room}", POST);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> template.key(new Object[] {null, "text", 7}))
                .withMessageContaining("room:");
    }

    private static final class Board {

        @SuppressWarnings("unused")
        void post(@Key("room") String room, String text, @Key("number") int number) {}
    }
}
