package io.socketless.reality.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * A log message with a stable id, {@code REALITY-1nnn}. Each package lists its own as constants of one class.
 * The id of a retired message is not used again.
 *
 * <table>
 * <caption>Ranges</caption>
 * <tr><td>1000 to 1099</td><td>the node and the core</td></tr>
 * <tr><td>1100 to 1149</td><td>the Hazelcast store</td></tr>
 * <tr><td>1150 to 1199</td><td>the memory store</td></tr>
 * <tr><td>1200 to 1299</td><td>the endpoints</td></tr>
 * <tr><td>1300 to 1399</td><td>entities</td></tr>
 * </table>
 *
 * @param format for {@link String#format}
 */
public record LogMessage(int id, Level level, String format) {

    public static LogMessage info(int id, String format) {
        return new LogMessage(id, Level.INFO, format);
    }

    public static LogMessage warning(int id, String format) {
        return new LogMessage(id, Level.WARNING, format);
    }

    public static LogMessage error(int id, String format) {
        return new LogMessage(id, Level.ERROR, format);
    }

    /** Logs this message with its arguments. */
    public void log(Logger logger, @Nullable Object... arguments) {
        logWith(logger, null, arguments);
    }

    /** Logs this message with the exception that caused it. */
    public void logWith(Logger logger, @Nullable Throwable cause, @Nullable Object... arguments) {
        if (logger.isLoggable(level)) {
            logger.log(level, "REALITY-" + id + ": " + String.format(format, arguments), cause);
        }
    }
}
