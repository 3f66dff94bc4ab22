package io.socketless.reality.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The constants of an enum as the wire spells them: in lower case, with hyphens. */
final class WireNames<E extends Enum<E>> {

    private final Map<String, E> byName;
    private final String choice;

    WireNames(E[] constants) {
        byName =
                Arrays.stream(constants).collect(Collectors.toUnmodifiableMap(WireNames::spelled, Function.identity()));
        choice = Arrays.stream(constants).map(WireNames::spelled).collect(Collectors.joining(", "));
    }

    static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Nullable
    E get(String name) {
        return byName.get(name);
    }

    Optional<E> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** All names, for a message. */
    String choice() {
        return choice;
    }
}
