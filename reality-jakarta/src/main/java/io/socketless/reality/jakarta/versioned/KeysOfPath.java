package io.socketless.reality.jakarta.versioned;

import io.socketless.reality.jakarta.Versioned;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MultivaluedMap;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keys of {@link Versioned}, with placeholders for path parameters.
 *
 * @param templates the keys as they are written
 * @param method the method that declares them, for messages
 */
record KeysOfPath(List<String> templates, String method) {

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

    /**
     * The keys of a resource method.
     *
     * @throws IllegalArgumentException with the method and the fault
     */
    static KeysOfPath of(Versioned versioned, Class<?> resource, Method method) {
        String named = resource.getName() + "." + method.getName();
        List<Method> declarations = declarations(resource, method).toList();
        if (declarations.stream().noneMatch(KeysOfPath::isGet)) {
            throw new IllegalArgumentException("@Versioned on %s: it is not a GET method".formatted(named));
        }
        if (versioned.value().length == 0) {
            throw new IllegalArgumentException("@Versioned on %s names no key".formatted(named));
        }
        Set<String> known = new LinkedHashSet<>();
        Optional<Path> root = first(hierarchy(resource), Path.class);
        root.ifPresent(path -> known.addAll(names(path)));
        first(declarations.stream(), Path.class).ifPresent(path -> known.addAll(names(path)));
        for (String template : versioned.value()) {
            if (PLACE.matcher(template).replaceAll("").contains("{")) {
                throw wrong(template, named, "a '{' without '}'");
            }
            Optional<String> unknown = PLACE.matcher(template)
                    .results()
                    .map(place -> place.group(1))
                    .filter(name -> root.isPresent() && !known.contains(name))
                    .findFirst();
            if (unknown.isPresent()) {
                throw wrong(template, named, "its path has no {%s}, only %s".formatted(unknown.get(), known));
            }
        }
        return new KeysOfPath(List.of(versioned.value()), named);
    }

    /** The annotation of a resource method, which may be on a method that it overrides or implements. */
    static Optional<Versioned> annotation(Class<?> resource, Method method) {
        return first(declarations(resource, method), Versioned.class);
    }

    /**
     * The keys for the path of a request.
     *
     * @throws IllegalArgumentException with the method if it lacks a parameter, as the path to a sub-resource can
     */
    Set<String> filled(MultivaluedMap<String, String> pathParameters) {
        Set<String> keys = new LinkedHashSet<>();
        for (String template : templates) {
            keys.add(PLACE.matcher(template)
                    .replaceAll(place -> Matcher.quoteReplacement(value(place, template, pathParameters))));
        }
        return keys;
    }

    private String value(MatchResult place, String template, MultivaluedMap<String, String> pathParameters) {
        String value = pathParameters.getFirst(place.group(1));
        if (value == null) {
            throw wrong(
                    template,
                    method,
                    "the path that led there has no {%s}, only %s".formatted(place.group(1), pathParameters.keySet()));
        }
        return value;
    }

    /** The names in braces of {@code rooms/{room}/{year: \d{4}}}. */
    private static Set<String> names(Path path) {
        Set<String> names = new LinkedHashSet<>();
        String text = path.value();
        int depth = 0;
        int opening = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '{') {
                opening = depth == 0 ? i : opening;
                depth++;
            } else if (text.charAt(i) == '}') {
                depth--;
                if (depth == 0) {
                    names.add(text.substring(opening + 1, i).split(":", 2)[0].strip());
                }
            }
        }
        return names;
    }

    private static boolean isGet(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(annotation -> annotation.annotationType().getAnnotation(HttpMethod.class))
                .anyMatch(http -> http != null && http.value().equals(HttpMethod.GET));
    }

    private static <A extends Annotation> Optional<A> first(
            Stream<? extends java.lang.reflect.AnnotatedElement> elements, Class<A> annotation) {
        return elements.flatMap(element -> Arrays.stream(element.getAnnotationsByType(annotation)))
                .findFirst();
    }

    /** The method, and those that it overrides or implements. */
    private static Stream<Method> declarations(Class<?> resource, Method method) {
        return Stream.concat(
                Stream.of(method),
                hierarchy(resource)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(other -> other.getName().equals(method.getName())
                                && Arrays.equals(other.getParameterTypes(), method.getParameterTypes())));
    }

    /** The class, what it extends, and what these implement. */
    private static Stream<Class<?>> hierarchy(Class<?> type) {
        Stream<Class<?>> above =
                Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()));
        return Stream.concat(Stream.of(type), above.flatMap(KeysOfPath::hierarchy));
    }

    private static IllegalArgumentException wrong(String template, String method, String why) {
        return new IllegalArgumentException("@Versioned(\"%s\") on %s: %s".formatted(template, method, why));
    }
}
