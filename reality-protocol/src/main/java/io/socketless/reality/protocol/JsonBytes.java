package io.socketless.reality.protocol;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/**
 * Builds JSON text in UTF-8. The caller writes the commas between values, or uses
 * {@link #member}, which writes one unless it follows an opening brace.
 *
 * <p>A {@code JsonGenerator} takes more than four times as long for a sync response without changes.
 */
final class JsonBytes {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_UTF8_PER_UNIT = 3;
    private static final int ESCAPE_LENGTH = 6;

    private byte[] bytes;
    private int length;

    JsonBytes() {
        this(512);
    }

    JsonBytes(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    JsonBytes open(char bracket) {
        return ascii(bracket);
    }

    JsonBytes close(char bracket) {
        return ascii(bracket);
    }

    /** The name of a member, after a comma if one is due. */
    JsonBytes member(String name) {
        return separate().string(name).ascii(':');
    }

    /** A comma, unless this is the beginning of an object or array. */
    JsonBytes separate() {
        byte last = bytes[length - 1];
        return last == '{' || last == '[' ? this : ascii(',');
    }

    JsonBytes string(String text) {
        int units = text.length();
        reserve(units * MAX_UTF8_PER_UNIT + 2);
        bytes[length++] = '"';
        for (int i = 0; i < units; i++) {
            char unit = text.charAt(i);
            if (unit < 0x80 && unit >= 0x20 && unit != '"' && unit != '\\') {
                bytes[length++] = (byte) unit;
            } else if (Text.beginsPair(text, i)) {
                utf8(Character.toCodePoint(unit, text.charAt(++i)));
            } else if (unit >= 0x80 && !Character.isSurrogate(unit)) {
                utf8(unit);
            } else {
                reserve(ESCAPE_LENGTH + (units - i) * MAX_UTF8_PER_UNIT);
                escape(unit);
            }
        }
        bytes[length++] = '"';
        return this;
    }

    private void utf8(int codePoint) {
        if (codePoint < 0x800) {
            bytes[length++] = (byte) (0xC0 | (codePoint >> 6));
        } else {
            if (codePoint < 0x10000) {
                bytes[length++] = (byte) (0xE0 | (codePoint >> 12));
            } else {
                bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
                bytes[length++] = continuation(codePoint >> 12);
            }
            bytes[length++] = continuation(codePoint >> 6);
        }
        bytes[length++] = continuation(codePoint);
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    /** Quotes, backslashes, control characters, and halves of surrogate pairs, for which UTF-8 has no form. */
    private void escape(char unit) {
        bytes[length++] = '\\';
        if (unit == '"' || unit == '\\') {
            bytes[length++] = (byte) unit;
            return;
        }
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[(unit >> shift) & 0xF];
        }
    }

    JsonBytes number(long value) {
        return ascii(Long.toString(value));
    }

    JsonBytes bool(boolean value) {
        return ascii(Boolean.toString(value));
    }

    JsonBytes value(JsonValue value) {
        return switch (value.getValueType()) {
            case OBJECT -> object(value.asJsonObject());
            case ARRAY -> array(value.asJsonArray());
            case STRING -> string(((JsonString) value).getString());
            case NUMBER, TRUE, FALSE, NULL -> ascii(value.toString());
        };
    }

    private JsonBytes object(JsonObject object) {
        open('{');
        for (Map.Entry<String, JsonValue> member : object.entrySet()) {
            member(member.getKey()).value(member.getValue());
        }
        return close('}');
    }

    private JsonBytes array(JsonArray array) {
        open('[');
        for (JsonValue element : array) {
            separate().value(element);
        }
        return close(']');
    }

    JsonBytes raw(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    private JsonBytes ascii(char character) {
        reserve(1);
        bytes[length++] = (byte) character;
        return this;
    }

    private JsonBytes ascii(String text) {
        int units = text.length();
        reserve(units);
        for (int i = 0; i < units; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
        return this;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }
}
