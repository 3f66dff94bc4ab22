package io.socketless.reality.jpa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key of {@link RealityKeys} with places for properties: {@code texts} around {@code paths}, one text more than there
 * are paths. A path has the names of properties, from the entity on.
 */
record KeyTemplate(List<String> texts, List<List<String>> paths) {

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static KeyTemplate of(String template) {
        List<String> texts = new ArrayList<>();
        List<List<String>> paths = new ArrayList<>();
        int at = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
            int close = template.indexOf('}', open);
            if (close < 0) {
                throw new IllegalArgumentException("a '{' without '}'");
            }
            texts.add(template.substring(at, open));
            paths.add(path(template.substring(open + 1, close)));
            at = close + 1;
        }
        texts.add(template.substring(at));
        return new KeyTemplate(List.copyOf(texts), List.copyOf(paths));
    }

    private static List<String> path(String dotted) {
        List<String> path = Arrays.asList(dotted.split("\\.", -1));
        if (path.contains("")) {
            throw new IllegalArgumentException("{" + dotted + "} is no path of properties");
        }
        return List.copyOf(path);
    }

    /** Whether it is the same key for every entity. */
    boolean isConstant() {
        return paths.isEmpty();
    }

    /** The key with the values at its paths; empty if one of them is null. */
    Optional<String> key(Function<List<String>, @Nullable Object> values) {
        StringBuilder key = new StringBuilder(texts.get(0));
        for (int i = 0; i < paths.size(); i++) {
            Object value = values.apply(paths.get(i));
            if (value == null) {
                return Optional.empty();
            }
            key.append(value).append(texts.get(i + 1));
        }
        return Optional.of(key.toString());
    }
}
