package io.socketless.reality.jakarta.answer;

import io.socketless.reality.Caller;
import java.security.Principal;
import java.util.Optional;

/** Callers that no authorizer is asked about. */
public enum TrustedCaller implements Caller {
    /** Code inside the application. */
    APPLICATION;

    @Override
    public Optional<Principal> principal() {
        return Optional.empty();
    }

    @Override
    public boolean inRole(String role) {
        return false;
    }
}
