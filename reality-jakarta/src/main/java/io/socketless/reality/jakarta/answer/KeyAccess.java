package io.socketless.reality.jakarta.answer;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyAuthorizer;
import io.socketless.reality.KeyAuthorizer.Access;
import io.socketless.reality.jakarta.node.RealityExtension;
import io.socketless.reality.protocol.ProtocolException;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which keys a caller can access, as the application's authorizers decide. Thread-safe. */
@ApplicationScoped
public class KeyAccess {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    @Inject
    private RealityExtension application;

    @Inject
    private BeanManager beans;

    private List<KeyAuthorizer> authorizers;

    /** For CDI. */
    @SuppressWarnings("NullAway.Init") // start() sets the field before the first call
    public KeyAccess() {}

    @PostConstruct
    void start() {
        authorizers = application.supplied(KeyAuthorizer.class, beans);
    }

    /** The keys that the caller cannot watch, in the order of {@code keys}. */
    public Set<String> denied(Caller caller, Collection<String> keys) {
        return denied(caller, Access.WATCH, keys);
    }

    /**
     * Checks that the caller can change all of these keys.
     *
     * @throws ProtocolException with 403 if it cannot
     */
    public void requireChange(Caller caller, Collection<String> keys) {
        denied(caller, Access.CHANGE, keys).stream().findFirst().ifPresent(key -> {
            throw ProtocolException.of(403, "You may not change '" + key + "'.");
        });
    }

    private Set<String> denied(Caller caller, Access access, Collection<String> keys) {
        if (authorizers.isEmpty() || keys.isEmpty() || caller instanceof TrustedCaller) {
            return Set.of();
        }
        Set<String> named = Collections.unmodifiableSet(new LinkedHashSet<>(keys));
        Set<String> denied = new LinkedHashSet<>(named);
        denied.removeAll(allowed(caller, access, named));
        return denied;
    }

    private Set<String> allowed(Caller caller, Access access, Set<String> keys) {
        Set<String> allowed = new LinkedHashSet<>(keys);
        try {
            for (KeyAuthorizer authorizer : authorizers) {
                allowed.retainAll(authorizer.allowed(caller, access, keys));
            }
            return allowed;
        } catch (RuntimeException failure) {
            AnswerMessages.AUTHORIZER_FAILED.logWith(
                    LOGGER, failure, keys.size(), keys.iterator().next());
            return Set.of();
        }
    }
}
