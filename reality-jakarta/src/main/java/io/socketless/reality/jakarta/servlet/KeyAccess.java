package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyAuthorizer;
import io.socketless.reality.protocol.ProtocolException;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.System.Logger;
import java.security.Principal;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Asks the application's authorizers, if it has any. A key is denied if any of them denies it, or fails. Thread-safe. */
public final class KeyAccess {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    private final List<KeyAuthorizer> authorizers;

    public KeyAccess(List<KeyAuthorizer> authorizers) {
        this.authorizers = authorizers;
    }

    /** The keys that the caller may not watch. */
    Set<String> denied(HttpServletRequest request, Collection<String> keys) {
        return denied(new RequestCaller(request), keys);
    }

    /** The keys that the caller may not watch. */
    public Set<String> denied(Caller caller, Collection<String> keys) {
        if (authorizers.isEmpty()) {
            return Set.of();
        }
        Set<String> denied = new LinkedHashSet<>();
        for (String key : keys) {
            if (!everyone(key, authorizer -> authorizer.mayWatch(caller, key))) {
                denied.add(key);
            }
        }
        return denied;
    }

    /** @throws ProtocolException with 403 if the caller may not change one of the keys */
    void requireChange(HttpServletRequest request, Collection<String> keys) {
        Caller caller = new RequestCaller(request);
        for (String key : keys) {
            if (!everyone(key, authorizer -> authorizer.mayChange(caller, key))) {
                throw ProtocolException.of(403, "You may not change '" + key + "'.");
            }
        }
    }

    private boolean everyone(String key, Predicate<KeyAuthorizer> allows) {
        try {
            return authorizers.stream().allMatch(allows);
        } catch (RuntimeException failure) {
            EndpointMessage.AUTHORIZER_FAILED.logWith(LOGGER, failure, key);
            return false;
        }
    }

    private record RequestCaller(HttpServletRequest request) implements Caller {

        @Override
        public Optional<Principal> principal() {
            return Optional.ofNullable(request.getUserPrincipal());
        }

        @Override
        public boolean inRole(String role) {
            return request.isUserInRole(role);
        }
    }
}
