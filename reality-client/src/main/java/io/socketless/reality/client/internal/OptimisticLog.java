package io.socketless.reality.client.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value of the server, and the updates that it may not contain yet, in the order in which they were made. What is
 * shown is
 * always the value with all of them applied, so the order in which answers, failures and newer values arrive does not
 * matter.
 *
 * <p>Fetches are numbered in the order in which they begin. An update that is confirmed after fetch <i>n</i> began is
 * certain
 * to be in the value only of a later fetch, and stays until one has arrived. Not thread-safe.
 */
final class OptimisticLog {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality.client");
    private static final long UNCONFIRMED = Long.MAX_VALUE;

    private final List<Update> updates = new ArrayList<>();
    private @Nullable Object base;
    private long baseFetch;

    /** Takes the value that a fetch brought, unless a later fetch has brought one already. */
    boolean accept(long fetch, Object value) {
        if (fetch <= baseFetch) {
            return false;
        }
        base = value;
        baseFetch = fetch;
        updates.removeIf(update -> update.containedAfter < fetch);
        return true;
    }

    Update add(UnaryOperator<Object> function) {
        Update update = new Update(function);
        updates.add(update);
        return update;
    }

    /** The server has made the change; the value of any fetch after {@code lastBegun} contains it. */
    void confirm(Update update, long lastBegun) {
        if (baseFetch > lastBegun) {
            updates.remove(update);
        } else {
            update.containedAfter = lastBegun;
        }
    }

    /** The server has not made the change. */
    void revoke(Update update) {
        updates.remove(update);
    }

    boolean hasBase() {
        return base != null;
    }

    boolean hasPending() {
        return !updates.isEmpty();
    }

    int pending() {
        return updates.size();
    }

    /** The value to show; empty before the first. */
    Optional<Object> view() {
        Object value = base;
        if (value == null) {
            return Optional.empty();
        }
        for (Update update : updates) {
            value = update.applyTo(value);
        }
        return Optional.of(value);
    }

    /** One update. */
    static final class Update {

        private final UnaryOperator<Object> function;
        private long containedAfter = UNCONFIRMED;

        private Update(UnaryOperator<Object> function) {
            this.function = function;
        }

        /** An update that cannot be shown shows nothing; its action goes on. */
        private Object applyTo(Object value) {
            try {
                Object updated = function.apply(value);
                return updated == null ? value : updated;
            } catch (RuntimeException failure) {
                LOGGER.log(Level.WARNING, "An optimistic update failed", failure);
                return value;
            }
        }
    }
}
