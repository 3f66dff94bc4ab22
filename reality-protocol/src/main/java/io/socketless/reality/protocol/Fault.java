package io.socketless.reality.protocol;

import java.io.Serializable;
import java.util.Objects;

/**
 * One fault of a body.
 *
 * @param pointer its position as a JSON pointer (RFC 6901); empty for the body as a whole
 * @param detail its description, a sentence
 */
public record Fault(String pointer, String detail) implements Serializable {

    public Fault {
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(detail, "detail");
    }
}
