package io.socketless.reality.protocol;

import java.io.Serializable;
import java.util.Objects;

/**
 * One thing that is wrong with a body.
 *
 * @param pointer where, as a JSON pointer (RFC 6901); empty for the body as a whole
 * @param detail what, as a sentence
 */
public record Fault(String pointer, String detail) implements Serializable {

    public Fault {
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(detail, "detail");
    }
}
