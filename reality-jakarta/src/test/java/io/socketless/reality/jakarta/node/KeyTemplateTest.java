package io.socketless.reality.jakarta.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.socketless.reality.jakarta.Key;
import java.lang.reflect.Method;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
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

    @Test
    void an_argument_that_is_not_a_single_value_makes_no_key() throws NoSuchMethodException {
        Method save = Board.class.getDeclaredMethod("save", Object.class);
        KeyTemplate template = KeyTemplate.of("room:{room}", save);

        assertThat(template.key(new Object[] {UUID.fromString("00000000-0000-0001-0000-000000000002")}))
                .isEqualTo("room:00000000-0000-0001-0000-000000000002");
        assertThat(template.key(new Object[] {LocalDate.of(2026, 1, 2)})).isEqualTo("room:2026-01-02");
        assertThat(template.key(new Object[] {TimeUnit.DAYS})).isEqualTo("room:DAYS");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> template.key(new Object[] {new Board()}))
                .withMessageContaining(Board.class.getName())
                .withMessageContaining("single value");
        assertThatIllegalArgumentException().isThrownBy(() -> template.key(new Object[] {List.of("a")}));
    }

    private static final class Board {

        @SuppressWarnings("unused")
        void save(@Key("room") Object room) {}

        @SuppressWarnings("unused")
        void post(@Key("room") String room, String text, @Key("number") int number) {}
    }
}
