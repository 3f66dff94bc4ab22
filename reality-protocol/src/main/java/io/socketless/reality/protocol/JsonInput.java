package io.socketless.reality.protocol;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonBuilderFactory;
import jakarta.json.JsonException;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import jakarta.json.stream.JsonParsingException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A body, read token by token. A value of the wrong type is added to {@link #faults()} and skipped: one pass finds all
 * faults of a well-formed body. Any other error ends the reading at once.
 *
 * <p>Values are skipped token by token, in constant stack. {@code JsonParser.skipObject} is not used: some
 * versions do not check what they skip and never return from a body that ends too early.
 */
final class JsonInput implements AutoCloseable {

    static final int MAX_DEPTH = 500;
    static final int MAX_NUMBER_LENGTH = 1_000;

    /** Finding the provider takes longer than reading a message. */
    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

    private static final JsonBuilderFactory BUILDERS = Json.createBuilderFactory(Map.of());

    private final BoundedBody body;
    private final JsonParser parser;
    private final int status;
    private final Faults faults;
    private int depth;

    /**
     * @param maxBytes limit of the body
     * @param status status of the refusal of a malformed or faulty body
     */
    JsonInput(InputStream in, int maxBytes, int status) {
        this.body = new BoundedBody(in, maxBytes);
        this.status = status;
        this.faults = new Faults(status);
        // A dedicated decoder refuses malformed input; a character set name would replace it.
        this.parser = PARSERS.createParser(new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder()));
    }

    Faults faults() {
        return faults;
    }

    /** Begins the body, which must be an object. */
    void begin() {
        if (next() != Event.START_OBJECT) {
            throw refusal("The body must be a JSON object.");
        }
    }

    /** The name of the next member of the object being read, or null at its end. */
    @Nullable
    String nextName() {
        return next() == Event.KEY_NAME ? parser.getString() : null;
    }

    /** Ends the body, reports its faults, and if there are none passes on what was read. */
    <T> T end(T message) {
        endTolerantly();
        faults.report();
        return message;
    }

    /** Ends the body and forgives members of a wrong type, which are as good as missing. */
    void endTolerantly() {
        boolean more;
        try {
            more = parser.hasNext();
        } catch (RuntimeException e) {
            throw translated(e);
        }
        if (more) {
            throw refusal("Unexpected content after the JSON object.");
        }
    }

    /** Notes that a required member is missing, unless it was there and wrong, and returns what may stand in for it. */
    <T> T require(@Nullable T value, String parent, String name, T standIn) {
        if (value == null) {
            faults.add(Faults.pointer(parent, name), "Is required.");
            return standIn;
        }
        return value;
    }

    String requireText(@Nullable String value, String parent, String name) {
        return require(value, parent, name, "");
    }

    long requireNumber(@Nullable Long value, String parent, String name) {
        return require(value, parent, name, 0L);
    }

    /** Reads a string member, or notes that it is none and returns null. */
    @Nullable
    String string(String parent, String name) {
        faults.forget(parent, name);
        return stringOrFault(next(), parent, name);
    }

    /** As {@link #string}, for a value whose first token has been read. */
    @Nullable
    String stringOrFault(Event event, String parent, String name) {
        if (event == Event.VALUE_STRING) {
            return parser.getString();
        }
        fault(event, parent, name, "Must be a string.");
        return null;
    }

    /** Reads a string that must be one of these names, or notes that it is none and returns the default. */
    <E extends Enum<E>> E choice(String parent, String name, WireNames<E> names, E defaultValue) {
        String text = string(parent, name);
        if (text == null) {
            return defaultValue;
        }
        E constant = names.get(text);
        if (constant == null) {
            faults.add(Faults.pointer(parent, name), "Must be one of " + names.choice() + ".");
            return defaultValue;
        }
        return constant;
    }

    /**
     * Reads a whole number from {@code min} to {@link WholeNumber#MAX}, or notes that it is none and returns {@link
     * WholeNumber#NONE}.
     */
    long wholeNumber(String parent, String name, long min) {
        faults.forget(parent, name);
        Event event = next();
        long value = event == Event.VALUE_NUMBER ? WholeNumber.parse(parser.getString()) : WholeNumber.NONE;
        if (value < min) {
            fault(event, parent, name, "Must be a whole number from " + min + " to " + WholeNumber.MAX + ".");
            return WholeNumber.NONE;
        }
        return value;
    }

    /** Reads a boolean, or notes that it is none and returns null. */
    @Nullable
    Boolean bool(String parent, String name) {
        faults.forget(parent, name);
        Event event = next();
        if (event == Event.VALUE_TRUE || event == Event.VALUE_FALSE) {
            return event == Event.VALUE_TRUE;
        }
        fault(event, parent, name, "Must be true or false.");
        return null;
    }

    /** Reads a value of any type. */
    JsonValue value() {
        return value(next());
    }

    /** Recursive, as deep as {@link #MAX_DEPTH}; the parser's own would go as deep as the body. */
    private JsonValue value(Event event) {
        return switch (event) {
            case START_OBJECT -> {
                JsonObjectBuilder object = BUILDERS.createObjectBuilder();
                String name;
                while ((name = nextName()) != null) {
                    object.add(name, value(next()));
                }
                yield object.build();
            }
            case START_ARRAY -> {
                JsonArrayBuilder array = BUILDERS.createArrayBuilder();
                Event element;
                while ((element = next()) != Event.END_ARRAY) {
                    array.add(value(element));
                }
                yield array.build();
            }
            case VALUE_NUMBER -> {
                if (parser.getString().length() > MAX_NUMBER_LENGTH) {
                    throw refusal("A number has more than " + MAX_NUMBER_LENGTH + " characters.");
                }
                yield parser.getValue();
            }
            default -> parser.getValue();
        };
    }

    /** Begins the next element of an array, which must be an object; false at the end of the array. */
    boolean nextObject(String parent, int index) {
        Event event;
        while ((event = next()) != Event.END_ARRAY) {
            if (event == Event.START_OBJECT) {
                return true;
            }
            fault(event, parent, Integer.toString(index), "Must be an object.");
        }
        return false;
    }

    /** Begins an object member, or notes that it is none and returns false. */
    boolean beginObject(String parent, String name) {
        return begin(Event.START_OBJECT, parent, name, "Must be an object.");
    }

    /** Begins an array member, or notes that it is none and returns false. */
    boolean beginArray(String parent, String name) {
        return begin(Event.START_ARRAY, parent, name, "Must be an array.");
    }

    private boolean begin(Event expected, String parent, String name, String detail) {
        faults.forgetAll(parent, name);
        Event event = next();
        if (event == expected) {
            return true;
        }
        fault(event, parent, name, detail);
        return false;
    }

    /** Notes a fault of a value whose first token has been read, and skips the rest of it. */
    void fault(Event event, String parent, String name, String detail) {
        faults.add(Faults.pointer(parent, name), detail);
        skip(event);
    }

    /** Skips the value of a member. */
    void skip() {
        skip(next());
    }

    private void skip(Event event) {
        if (event == Event.START_OBJECT || event == Event.START_ARRAY) {
            int outside = depth - 1;
            while (depth > outside) {
                next();
            }
        }
    }

    /** The next token. */
    Event next() {
        Event event;
        try {
            event = parser.next();
        } catch (RuntimeException e) {
            throw translated(e);
        }
        switch (event) {
            case START_OBJECT, START_ARRAY -> {
                if (++depth > MAX_DEPTH) {
                    throw refusal("The JSON is nested deeper than " + MAX_DEPTH + " levels.");
                }
            }
            case END_OBJECT, END_ARRAY -> depth--;
            default -> {}
        }
        return event;
    }

    private RuntimeException translated(RuntimeException failure) {
        if (failure instanceof ProtocolException) {
            return failure;
        }
        if (failure instanceof JsonException && failure.getCause() instanceof IOException cause) {
            return cause instanceof CharacterCodingException
                    ? refusal("The body is not valid UTF-8.")
                    : new UncheckedIOException(cause);
        }
        if (body.count() == 0) {
            return refusal("The body is empty; a JSON object is expected.");
        }
        if (body.beginsWithByteOrderMark()) {
            return refusal("The body begins with a byte order mark, which JSON does not allow.");
        }
        return refusal("The body is not well-formed JSON" + position(failure) + ".");
    }

    /** Where the parser stopped. At the end of a body that is cut off, parsers are known to count wrong. */
    private String position(RuntimeException failure) {
        if (!(failure instanceof JsonParsingException parsing)) {
            return "";
        }
        JsonLocation location = parsing.getLocation();
        boolean known = location != null
                && location.getLineNumber() > 0
                && location.getColumnNumber() > 0
                && location.getStreamOffset() < body.count();
        return known ? " (line " + location.getLineNumber() + ", column " + location.getColumnNumber() + ")" : "";
    }

    private ProtocolException refusal(String detail) {
        return ProtocolException.of(status, new Fault("", detail));
    }

    @Override
    public void close() {
        parser.close();
    }
}
