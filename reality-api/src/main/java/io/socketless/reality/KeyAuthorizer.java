package io.socketless.reality;

/**
 * A CDI bean that decides who may watch and change which key over HTTP. Without one, everybody may watch every key, and who
 * was let through to the write endpoints may change every key. Calls of {@link Reality} in the application are not asked.
 *
 * <p>Both methods run on the thread of the request, once per key and request, before a sync waits: keep them quick. An
 * exception denies.
 */
public interface KeyAuthorizer {

    /** Whether this caller may learn of changes of the key. A denied key is listed in {@code denied} and never wakes a wait. */
    default boolean mayWatch(Caller caller, String key) {
        return true;
    }

    /** Whether this caller may change the key by {@code /update} or {@code /invalidate}. */
    default boolean mayChange(Caller caller, String key) {
        return true;
    }
}
