package io.socketless.reality.protocol;

/**
 * Whole numbers of the protocol: compared by value, not by spelling ({@code 2}, {@code 2.0} and {@code 2e0} are one
 * number), and within the exact range of JavaScript.
 *
 * <p>The text is parsed digit by digit, because {@link java.math.BigDecimal} needs quadratic time for a number of many
 * digits, and memory in proportion to the value of {@code 1e999999999}.
 */
final class WholeNumber {

    /** 2<sup>53</sup> - 1. */
    static final long MAX = (1L << 53) - 1;

    /** Stands for everything that is not a whole number from {@code -MAX} to {@code MAX}. */
    static final long NONE = Long.MIN_VALUE;

    private static final int MAX_DIGITS = 16;
    private static final long ENDLESS = 1_000_000_000;

    private WholeNumber() {}

    /** The value of a JSON number, or {@link #NONE}. The text must follow the grammar of JSON. */
    static long parse(String number) {
        if (number.length() <= MAX_DIGITS) {
            long value = digits(number);
            if (value != NONE) {
                return value <= MAX ? value : NONE;
            }
        }
        return anyNotation(number);
    }

    /** The value of plain decimal digits, or {@link #NONE}. For text that no JSON parser has seen. */
    static long parseDigits(String text) {
        if (text.isEmpty()) {
            return NONE;
        }
        int start = 0;
        while (start < text.length() - 1 && text.charAt(start) == '0') {
            start++;
        }
        if (text.length() - start > MAX_DIGITS) {
            return NONE;
        }
        long value = digits(text.substring(start));
        return value > MAX ? NONE : value;
    }

    private static long digits(String text) {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private static long anyNotation(String number) {
        boolean negative = number.charAt(0) == '-';
        int mantissaEnd = exponentMark(number);
        long significant = 0;
        long value = 0;
        long trailingZeros = 0;
        long decimals = 0;
        boolean afterPoint = false;
        for (int i = negative ? 1 : 0; i < mantissaEnd; i++) {
            char character = number.charAt(i);
            if (character == '.') {
                afterPoint = true;
                continue;
            }
            if (afterPoint) {
                decimals++;
            }
            if (character != '0') {
                significant += trailingZeros + 1;
                if (significant > MAX_DIGITS) {
                    return NONE;
                }
                value = timesTenTo(value, trailingZeros + 1) + (character - '0');
                trailingZeros = 0;
            } else if (value != 0) {
                trailingZeros++;
            }
        }
        if (value == 0) {
            return 0;
        }
        long power = exponent(number, mantissaEnd) - decimals + trailingZeros;
        if (power < 0 || significant + power > MAX_DIGITS) {
            return NONE;
        }
        value = timesTenTo(value, power);
        if (value > MAX) {
            return NONE;
        }
        return negative ? -value : value;
    }

    private static int exponentMark(String number) {
        for (int i = 0; i < number.length(); i++) {
            if ((number.charAt(i) | 0x20) == 'e') {
                return i;
            }
        }
        return number.length();
    }

    private static long exponent(String number, int mark) {
        long exponent = 0;
        boolean negative = false;
        for (int i = mark + 1; i < number.length(); i++) {
            char character = number.charAt(i);
            if (character == '-') {
                negative = true;
            } else if (character != '+') {
                exponent = Math.min(ENDLESS, exponent * 10 + (character - '0'));
            }
        }
        return negative ? -exponent : exponent;
    }

    private static long timesTenTo(long value, long power) {
        long product = value;
        for (long i = 0; i < power; i++) {
            product *= 10;
        }
        return product;
    }
}
