package io.socketless.reality.jakarta.node;

import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.jakarta.Key;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * A key of {@link Invalidates} with placeholders for arguments: {@code texts} around {@code parameters}, with one more
 * text than parameters.
 */
record KeyTemplate(List<String> texts, List<Integer> parameters) {

    /**
     * Reads a template for a method.
     *
     * @throws IllegalArgumentException naming the method and what is wrong with the template
     */
    static KeyTemplate of(String template, Method method) {
        List<String> texts = new ArrayList<>();
        List<Integer> parameters = new ArrayList<>();
        int at = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', at)) {
            int close = template.indexOf('}', open);
            if (close < 0) {
                throw wrong(template, method, "a '{' without '}'");
            }
            texts.add(template.substring(at, open));
            parameters.add(parameter(template.substring(open + 1, close), template, method));
            at = close + 1;
        }
        texts.add(template.substring(at));
        return new KeyTemplate(List.copyOf(texts), List.copyOf(parameters));
    }

    /** @throws IllegalArgumentException if an argument in the key is null, or is not a single value */
    String key(Object[] arguments) {
        StringBuilder key = new StringBuilder(texts.get(0));
        for (int i = 0; i < parameters.size(); i++) {
            Object argument = arguments[parameters.get(i)];
            if (argument == null) {
                throw new IllegalArgumentException("Argument %d, part of a key to invalidate after '%s', is null"
                        .formatted(parameters.get(i), key));
            }
            if (!KeyPart.isSingle(argument.getClass())) {
                throw new IllegalArgumentException(
                        "Argument %d, part of a key to invalidate after '%s', is a %s, not a single value like a String"
                                .formatted(
                                        parameters.get(i),
                                        key,
                                        argument.getClass().getName()));
            }
            key.append(argument).append(texts.get(i + 1));
        }
        return key.toString();
    }

    private static int parameter(String name, String template, Method method) {
        Parameter[] parameters = method.getParameters();
        for (int i = 0; i < parameters.length; i++) {
            Key key = parameters[i].getAnnotation(Key.class);
            if (key != null && key.value().equals(name)) {
                Class<?> type = parameters[i].getType();
                if (!KeyPart.canBeSingle(type)) {
                    throw wrong(
                            template,
                            method,
                            "{%s} is a %s, not a single value like a String".formatted(name, type.getTypeName()));
                }
                return i;
            }
        }
        throw wrong(template, method, "no parameter has @Key(\"" + name + "\")");
    }

    private static IllegalArgumentException wrong(String template, Method method, String why) {
        return new IllegalArgumentException("@Invalidates(\"%s\") on %s.%s: %s"
                .formatted(template, method.getDeclaringClass().getName(), method.getName(), why));
    }
}
