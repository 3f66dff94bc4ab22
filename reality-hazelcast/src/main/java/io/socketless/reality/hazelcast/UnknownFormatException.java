package io.socketless.reality.hazelcast;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** Bytes in the map that this release cannot read, written by a newer release or by another application. */
final class UnknownFormatException extends RuntimeException {

    private UnknownFormatException(String message) {
        super(message);
    }

    /** Reads bytes that begin with their format number. */
    static <T> T guard(byte[] bytes, byte format, Function<ByteBuffer, T> reader) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (!buffer.hasRemaining() || buffer.get() != format) {
            throw new UnknownFormatException("An entry of the map was written by another release or application");
        }
        try {
            return reader.apply(buffer);
        } catch (BufferUnderflowException | NegativeArraySizeException | IllegalArgumentException broken) {
            throw new UnknownFormatException("An entry of the map is damaged");
        }
    }
}
