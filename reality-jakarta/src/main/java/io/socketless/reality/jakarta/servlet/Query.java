package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.protocol.ProtocolException;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The query of a URL, as a form writes it: percent-encoded UTF-8. Servers differ in what {@code getParameter} makes of
 * anything else: it throws, leaves the parameter out, or returns other characters.
 */
record Query(List<Parameter> parameters) {

    private static final int BAD_REQUEST = 400;

    private record Parameter(String name, String value) {}

    /** @throws ProtocolException with 400 if it is not well encoded */
    static Query of(HttpServletRequest request) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair :
                Objects.requireNonNullElse(request.getQueryString(), "").split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.add(new Parameter(decoded(name), decoded(value)));
        }
        return new Query(parameters);
    }

    /** Every value of this parameter, in the order of the query. */
    List<String> values(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name.equals(name))
                .map(Parameter::value)
                .toList();
    }

    /** The first value of this parameter, or null. */
    @Nullable
    String first(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? null : values.get(0);
    }

    private static String decoded(String text) {
        try {
            byte[] bytes = URLDecoder.decode(text, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
            // A decoder of its own refuses malformed input, where a String would replace it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            throw ProtocolException.of(BAD_REQUEST, "The query is not percent-encoded UTF-8.");
        }
    }
}
