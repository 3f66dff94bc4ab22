package io.socketless.reality.spi;

import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A property: its name, what it may hold, its default, and what it does. The table in {@code docs/configuration.md} is
 * made from these.
 *
 * @param name the name of the property, beginning with {@code reality.}
 * @param expected what a value may be, in words that complete "expected ..."
 * @param defaultText the default as one would write it; empty: not set
 * @param description one or two sentences
 * @param parse turns trimmed text into a value, or throws {@link IllegalArgumentException}
 * @param secret whether the value must not appear in messages
 */
public record Setting<T>(
        String name,
        String expected,
        String defaultText,
        String description,
        Function<String, T> parse,
        boolean secret) {

    /** A whole number from {@code min} to {@code max}. */
    public static Setting<Integer> integer(String name, int min, int max, int defaultValue, String description) {
        return new Setting<>(
                name,
                "a whole number from %d to %d".formatted(min, max),
                Integer.toString(defaultValue),
                description,
                text -> inRange(Integer.parseInt(text), min, max),
                false);
    }

    /** A duration in ISO-8601 notation, from {@code min} to {@code max}; days are of 24 hours. */
    public static Setting<Duration> duration(
            String name, Duration min, Duration max, Duration defaultValue, String description) {
        return new Setting<>(
                name,
                "a duration from %s to %s, such as %s"
                        .formatted(spelled(min), spelled(max), max.toDays() > 0 ? "P30D" : "PT2.5S"),
                spelled(defaultValue),
                description,
                text -> inRange(parseDuration(text), min, max),
                false);
    }

    /** Any text. */
    public static Setting<String> text(String name, String defaultText, String description) {
        return new Setting<>(name, "text", defaultText, description, Function.identity(), false);
    }

    /** Yes or no. */
    public static Setting<Boolean> flag(String name, boolean defaultValue, String description) {
        return new Setting<>(
                name,
                "true or false",
                Boolean.toString(defaultValue),
                description,
                text -> {
                    require(text.equals("true") || text.equals("false"));
                    return Boolean.valueOf(text);
                },
                false);
    }

    /** Text that never appears in a message, at least {@code minLength} characters. */
    public static Setting<String> secret(String name, int minLength, String description) {
        return new Setting<>(
                name,
                "at least %d characters".formatted(minLength),
                "",
                description,
                text -> {
                    require(text.length() >= minLength);
                    return text;
                },
                true);
    }

    /** One of the constants of an enum, written in lower case with hyphens. */
    public static <E extends Enum<E>> Setting<E> choice(
            String name, Class<E> type, E defaultValue, String description) {
        E[] constants = type.getEnumConstants();
        return new Setting<>(
                name,
                Arrays.stream(constants).map(Setting::spelled).collect(Collectors.joining(", ", "one of ", "")),
                spelled(defaultValue),
                description,
                text -> Arrays.stream(constants)
                        .filter(constant -> spelled(constant).equals(text))
                        .findFirst()
                        .orElseThrow(IllegalArgumentException::new),
                false);
    }

    /** An absolute http or https address without query and fragment. */
    public static Setting<URI> url(String name, String description) {
        return new Setting<>(
                name, "an http or https address without a query", "", description, Setting::parseUrl, false);
    }

    /** Values separated by commas, each as {@code element} allows. */
    public static <T> Setting<List<T>> list(
            String name, String expected, String description, Function<String, T> element) {
        return new Setting<>(
                name,
                expected + ", separated by commas",
                "",
                description,
                text -> Arrays.stream(text.split(",", -1))
                        .map(String::trim)
                        .map(element)
                        .toList(),
                false);
    }

    /**
     * The value in force.
     *
     * @throws SettingException if it is wrong, or not set and without a default
     */
    public T in(Settings settings) {
        return optionalIn(settings).orElseThrow(() -> new SettingException(name, "", expected));
    }

    /**
     * The value in force, empty if it is not set and has no default.
     *
     * @throws SettingException if it is wrong
     */
    public Optional<T> optionalIn(Settings settings) {
        String text = settings.text(name).map(String::trim).orElse(defaultText);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException wrong) {
            throw new SettingException(name, secret ? "***" : text, expected);
        }
    }

    private static Duration parseDuration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    private static URI parseUrl(String text) {
        URI uri = URI.create(text);
        require(("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null);
        require(uri.getQuery() == null && uri.getFragment() == null && uri.getUserInfo() == null);
        return uri;
    }

    private static <V extends Comparable<V>> V inRange(V value, V min, V max) {
        require(value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
        return value;
    }

    private static void require(boolean condition) {
        if (!condition) {
            throw new IllegalArgumentException();
        }
    }

    /** {@link Duration#toString} knows no days. */
    private static String spelled(Duration duration) {
        boolean wholeDays = !duration.isZero() && duration.equals(Duration.ofDays(duration.toDays()));
        return wholeDays ? "P" + duration.toDays() + "D" : duration.toString();
    }

    private static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
