package io.socketless.reality.protocol;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The query of a URL in form encoding: percent-encoded UTF-8. Servers decode a malformed query in different ways: they
 * throw, drop the parameter, or return other characters.
 */
public final class QueryParameters {

    private static final int BAD_REQUEST = 400;

    private final List<Parameter> parameters = new ArrayList<>();

    private record Parameter(String name, String value) {}

    private QueryParameters() {}

    /**
     * Decodes a query.
     *
     * @param query as it is in the URL; null: none
     * @throws ProtocolException with 400 if it is not well encoded
     */
    public static QueryParameters of(@Nullable String query) {
        QueryParameters all = new QueryParameters();
        for (String pair : Objects.requireNonNullElse(query, "").split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            all.parameters.add(new Parameter(decoded(name), decoded(value)));
        }
        return all;
    }

    /** Every value of this parameter, in the order of the query. */
    public List<String> values(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name.equals(name))
                .map(Parameter::value)
                .toList();
    }

    /** The first value of this parameter, or null. */
    public @Nullable String first(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? null : values.get(0);
    }

    private static String decoded(String text) {
        try {
            byte[] bytes = URLDecoder.decode(text, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
            // A dedicated decoder refuses malformed input; a String would replace it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException malformed) {
            throw ProtocolException.of(BAD_REQUEST, "The query is not percent-encoded UTF-8.");
        }
    }
}
