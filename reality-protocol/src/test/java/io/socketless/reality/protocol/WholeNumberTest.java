package io.socketless.reality.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class WholeNumberTest {

    @Property(tries = 20_000)
    void a_number_in_any_notation_is_what_exact_arithmetic_says(@ForAll("numbers") String number) {
        assertThat(WholeNumber.parse(number)).as(number).isEqualTo(exactly(number));
    }

    @Property(tries = 2_000)
    void a_whole_number_is_itself_however_its_point_is_moved(@ForAll long value, @ForAll("shifts") int shift) {
        long whole = value % WholeNumber.MAX;
        String shifted = new BigDecimal(whole).movePointLeft(shift).toPlainString() + "e" + shift;

        assertThat(WholeNumber.parse(shifted)).as(shifted).isEqualTo(whole);
    }

    @Test
    void the_ends_of_the_range_are_in_and_what_follows_is_out() {
        assertThat(WholeNumber.parse("9007199254740991")).isEqualTo(WholeNumber.MAX);
        assertThat(WholeNumber.parse("-9007199254740991")).isEqualTo(-WholeNumber.MAX);
        assertThat(WholeNumber.parse("9007199254740992")).isEqualTo(WholeNumber.NONE);
        assertThat(WholeNumber.parse("-9007199254740992")).isEqualTo(WholeNumber.NONE);
    }

    private static long exactly(String number) {
        BigDecimal value = new BigDecimal(number);
        if (value.abs().compareTo(BigDecimal.valueOf(WholeNumber.MAX)) > 0
                || value.stripTrailingZeros().scale() > 0) {
            return WholeNumber.NONE;
        }
        return value.longValueExact();
    }

    @Provide
    Arbitrary<String> numbers() {
        Arbitrary<String> digits = Arbitraries.oneOf(
                Arbitraries.strings().withChars("0123456789").ofMinLength(1).ofMaxLength(20),
                Arbitraries.strings().withChars("05").ofMinLength(1).ofMaxLength(20));
        Arbitrary<String> whole = digits.map(text -> text.replaceFirst("^0+(?=.)", ""));
        Arbitrary<String> fraction =
                digits.map(text -> "." + text).injectNull(0.3).map(WholeNumberTest::orNothing);
        Arbitrary<String> exponent = Combinators.combine(
                        Arbitraries.of("e", "E", "e+", "e-", "E-"),
                        Arbitraries.integers().between(0, 40))
                .as((mark, power) -> mark + power)
                .injectNull(0.3)
                .map(WholeNumberTest::orNothing);
        return Combinators.combine(Arbitraries.of("", "-"), whole, fraction, exponent)
                .as((sign, digitsBefore, after, power) -> sign + digitsBefore + after + power);
    }

    @Provide
    Arbitrary<Integer> shifts() {
        return Arbitraries.integers().between(0, 60);
    }

    private static String orNothing(String text) {
        return text == null ? "" : text;
    }
}
