package io.socketless.reality.jpa;

import io.socketless.reality.Invalidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import java.lang.System.Logger;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** Tells the node of the application what has changed, by the same event that an application fires. Thread-safe. */
final class InvalidationEvent {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");
    private static final AtomicBoolean WARNED = new AtomicBoolean();

    private InvalidationEvent() {}

    /**
     * Fires it, unless there is no key; logs, once, if there is nobody to hear it. Keys that the node refuses are
     * logged and left out: no client can watch them, so nobody misses them. Nor would it help to throw, since it may be
     * too late to stop the commit.
     */
    static void fire(Set<String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        Invalidation invalidation = Invalidation.of(keys);
        BeanManager beans = beans();
        if (beans == null || beans.resolveObserverMethods(invalidation).isEmpty()) {
            if (WARNED.compareAndSet(false, true)) {
                EntityMessages.NO_PUBLISHER.log(LOGGER, keys);
            }
            return;
        }
        try {
            beans.getEvent().select(Invalidation.class).fire(invalidation);
        } catch (IllegalArgumentException refused) {
            if (keys.size() == 1) {
                EntityMessages.KEY_REFUSED.log(LOGGER, refused.getMessage());
            } else {
                keys.forEach(key -> fire(Set.of(key)));
            }
        }
    }

    /** The one that the calling module of the application sees. */
    @SuppressWarnings("BanJNDI") // a constant name of the local container
    private static @Nullable BeanManager beans() {
        try {
            return (BeanManager) new InitialContext().lookup("java:comp/BeanManager");
        } catch (NamingException noNames) {
            try {
                return CDI.current().getBeanManager();
            } catch (IllegalStateException noCdi) {
                return null;
            }
        }
    }
}
