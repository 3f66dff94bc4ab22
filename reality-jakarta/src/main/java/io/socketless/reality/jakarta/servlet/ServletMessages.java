package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.internal.LogMessage;
import java.lang.System.Logger.Level;

/** Log messages of the servlet: 1201 and 1202. */
enum ServletMessage implements LogMessage {
    NOT_ASYNC(
            1201,
            Level.WARNING,
            "Requests are not held: a filter in front of %s does not support asynchronous requests"),
    ENDPOINT(1202, Level.INFO, "Endpoint of the application at '%s': %s (reality.endpoint)");

    private final int id;
    private final Level level;
    private final String format;

    ServletMessage(int id, Level level, String format) {
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
