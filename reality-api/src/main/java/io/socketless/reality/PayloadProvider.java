package io.socketless.reality;

import java.util.Optional;

/**
 * A CDI bean that puts small data into the response, which saves the client a refetch.
 *
 * <pre>{@code
 * @ApplicationScoped
 * class RoomPayloads implements PayloadProvider {
 *     public Optional<?> payload(KeyState state) {
 *         return state.key().startsWith("chat:room:") ? Optional.of(lastMessages(state.key())) : Optional.empty();
 *     }
 * }
 * }</pre>
 *
 * <p>A payload is sent to every caller that can watch its key. An application with a provider therefore needs a
 * {@link KeyAuthorizer}, or {@code reality.payload.public=true}; without either, its deployment fails.
 *
 * <p>A node calls the provider once per key and version, however many clients wait. The call runs on a container thread
 * that has the application's naming context and no transaction. The value is converted with JSON-B. It must reflect the
 * data after the change: read it from the database, not from a cache that can still hold the old data.
 *
 * <p>The payload is omitted if the value exceeds {@code reality.payload.max-bytes}, if the provider throws, or if it
 * takes longer than {@code reality.payload.timeout}. The client is still notified of the change and refetches.
 */
@FunctionalInterface
public interface PayloadProvider {

    /** Returns the data of this key, or empty if this provider has none for it. */
    Optional<?> payload(KeyState state);
}
