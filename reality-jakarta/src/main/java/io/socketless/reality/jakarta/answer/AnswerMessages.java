package io.socketless.reality.jakarta.answer;

import io.socketless.reality.internal.LogMessage;
import java.lang.System.Logger.Level;

/** Log messages of the answers: 1200 to 1249, with 1008 and 1009. */
enum AnswerMessage implements LogMessage {
    PAYLOAD_FAILED(1008, Level.WARNING, "No payload for key %s: %s"),
    AUTHORIZER_FAILED(1009, Level.WARNING, "The key authorizer failed; these keys are denied: %s"),
    REQUEST_FAILED(1200, Level.ERROR, "A request to %s failed");

    private final int id;
    private final Level level;
    private final String format;

    AnswerMessage(int id, Level level, String format) {
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
