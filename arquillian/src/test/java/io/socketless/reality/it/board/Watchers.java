package io.socketless.reality.it.board;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyAuthorizer;
import jakarta.enterprise.context.ApplicationScoped;

/** Keys that begin with {@code private:} are for readers only. */
@ApplicationScoped
public class Watchers implements KeyAuthorizer {

    @Override
    public boolean mayWatch(Caller caller, String key) {
        return !key.startsWith("private:") || caller.inRole("reader");
    }
}
