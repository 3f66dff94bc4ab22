package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.internal.LogMessage;
import java.lang.System.Logger.Level;

/** Log messages of the endpoints: 1200 to 1299, with 1008 and 1009. */
enum EndpointMessage implements LogMessage {
    PAYLOAD_FAILED(1008, Level.WARNING, "No payload for key %s: %s"),
    AUTHORIZER_FAILED(1009, Level.WARNING, "The key authorizer failed for key %s; the key is denied"),
    REQUEST_FAILED(1200, Level.ERROR, "A request to %s failed"),
    NOT_ASYNC(
            1201,
            Level.WARNING,
            "Requests are not held: a filter in front of %s does not support asynchronous requests");

    private final int id;
    private final Level level;
    private final String format;

    EndpointMessage(int id, Level level, String format) {
        this.id = id;
        this.level = level;
        this.format = format;
    }

    @Override
    public int id() {
        return id;
    }

    @Override
    public Level level() {
        return level;
    }

    @Override
    public String format() {
        return format;
    }
}
