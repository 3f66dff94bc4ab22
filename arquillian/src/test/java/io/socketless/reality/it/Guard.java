package io.socketless.reality.it;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyAuthorizer;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets nobody watch the secret. */
@ApplicationScoped
public class Guard implements KeyAuthorizer {
    @Override
    public boolean mayWatch(Caller caller, String key) {
        return !key.equals("secret");
    }
}
