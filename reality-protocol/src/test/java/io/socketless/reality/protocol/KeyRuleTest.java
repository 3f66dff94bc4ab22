package io.socketless.reality.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRuleTest {

    private static final KeyRule RULE = new KeyRule(4);

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a~", " ", "abcd", "\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00", "\u2028", "\uFFFF"})
    void these_are_keys(String key) {
        assertThat(RULE.fault(key)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abcde",
                "~",
                "~a",
                "\n",
                "a\u0000",
                "\u007F",
                "\u0080",
                "\u009F",
                "\uD83D",
                "a\uDE00",
                "\uDE00\uD83D",
                "\uD83D\uD83D\uDE00"
            })
    void these_are_none(String key) {
        assertThat(RULE.fault(key)).isPresent();
    }

    @Test
    void limits_below_1_are_a_mistake() {
        assertThatThrownBy(() -> new Limits(1, 0, 1)).hasMessage("maxKeyLength must be at least 1, not 0");
    }
}
