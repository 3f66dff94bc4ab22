package io.socketless.reality.core;

import io.socketless.reality.internal.LogMessage;
import java.lang.System.Logger.Level;

/** Log messages of the core: 1011 and 1150 to 1199. */
enum CoreMessage implements LogMessage {
    TASK_FAILED(1011, Level.WARNING, "A periodic task failed; it runs again at its next turn"),
    LISTENER_FAILED(1150, Level.WARNING, "A store listener failed"),
    KEYS_SWEPT(1151, Level.INFO, "Swept %d keys in %d ms (reality.retention, reality.memory.max-keys); %d remain");

    private final int id;
    private final Level level;
    private final String format;

    CoreMessage(int id, Level level, String format) {
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
