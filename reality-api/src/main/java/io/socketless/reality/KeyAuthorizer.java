package io.socketless.reality;

import java.util.Set;

/**
 * A CDI bean that decides which keys a caller can watch and change over HTTP. Without one, every caller can watch every
 * key, and every caller that passes the write endpoints' secret or role can change every key. Calls of {@link Reality}
 * inside the application are not checked.
 *
 * <pre>{@code
 * @ApplicationScoped
 * class RoomAuthorizer implements KeyAuthorizer {
 *     public Set<String> allowed(Caller caller, Access access, Set<String> keys) {
 *         return keys.stream().filter(key -> isMember(caller, key)).collect(Collectors.toSet());
 *     }
 * }
 * }</pre>
 *
 * <p>If the application has several, a key is allowed only if all of them allow it.
 */
@FunctionalInterface
public interface KeyAuthorizer {

    /** What a caller wants to do with keys. */
    enum Access {
        /** Learn of changes: sync, poll, events, and versioned responses. */
        WATCH,
        /** Change the keys through {@code /update} or {@code /invalidate}. */
        CHANGE
    }

    /**
     * Returns the keys that this caller can access; every other key is denied. An exception or null denies all of them.
     * A denied key that a sync names is listed in {@code denied} and never wakes a held request. A change that names a
     * denied key is refused as a whole.
     *
     * <p>Called on the request thread, once per request, before a request is held: it must be quick.
     *
     * @param keys the keys that the request names, at least one; unmodifiable
     */
    Set<String> allowed(Caller caller, Access access, Set<String> keys);
}
