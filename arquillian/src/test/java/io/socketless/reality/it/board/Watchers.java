package io.socketless.reality.it.board;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyAuthorizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys that begin with {@code private:} are for readers only. */
@ApplicationScoped
public class Watchers implements KeyAuthorizer {

    @Override
    public Set<String> allowed(Caller caller, Access access, Set<String> keys) {
        return keys.stream()
                .filter(key -> access == Access.CHANGE || !key.startsWith("private:") || caller.inRole("reader"))
                .collect(Collectors.toSet());
    }
}
