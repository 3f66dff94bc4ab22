package io.socketless.reality.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyTemplateTest {

    @Test
    void values_stand_in_place_of_their_paths() {
        KeyTemplate template = KeyTemplate.of("a:{b.c}:{d}/");

        assertThat(template.key(Map.of(List.of("b", "c"), 7, List.of("d"), "x")::get))
                .contains("a:7:x/");
    }

    @Test
    void a_key_without_a_path_is_constant() {
        assertThat(KeyTemplate.of("rooms").isConstant()).isTrue();
        assertThat(KeyTemplate.of("rooms").key(path -> null)).contains("rooms");
        assertThat(KeyTemplate.of("room:{id}").isConstant()).isFalse();
    }

    @Test
    void with_a_null_there_is_no_key() {
        assertThat(KeyTemplate.of("room:{id}").key(path -> null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "room:{id | a '{' without '}'",
                "room:{} | {} is no path of properties",
                "room:{a..b} | {a..b} is no path of properties",
                "room:{a.} | {a.} is no path of properties"
            })
    void a_template_that_cannot_be_filled_is_refused(String template, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeyTemplate.of(template))
                .withMessage(reason);
    }
}
