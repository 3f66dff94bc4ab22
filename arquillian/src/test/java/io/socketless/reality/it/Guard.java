package io.socketless.reality.it;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyAuthorizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import java.util.stream.Collectors;

/** Lets nobody watch the secret. */
@ApplicationScoped
public class Guard implements KeyAuthorizer {
    @Override
    public Set<String> allowed(Caller caller, Access access, Set<String> keys) {
        return keys.stream()
                .filter(key -> access == Access.CHANGE || !key.equals("secret"))
                .collect(Collectors.toSet());
    }
}
