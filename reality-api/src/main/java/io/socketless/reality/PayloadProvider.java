package io.socketless.reality;

import java.util.Optional;

/**
 * A CDI bean that puts small data inline into the answer, so that a client need not refetch.
 *
 * <pre>{@code
 * @ApplicationScoped
 * class RoomPayloads implements PayloadProvider {
 *     public Optional<Object> payload(KeyState node) {
 *         return node.key().startsWith("chat:room:") ? Optional.of(lastMessages(node.key())) : Optional.empty();
 *     }
 * }
 * }</pre>
 *
 * It is called once per key and version on a node, however many clients ask or wait (and once more for a client inside of the
 * application), on a thread of the container that has
 * the application's naming context and no transaction. The value is bound with JSON-B. It must reflect the data as it is
 * after the change, so read it from the database, not from a cache that the change has not reached yet.
 *
 * <p>A value above {@code reality.payload.max-bytes}, an exception, or an answer later than {@code reality.payload.timeout}
 * leaves the payload out: the client still learns of the change and refetches.
 */
@FunctionalInterface
public interface PayloadProvider {

    /** The data of this key, or empty if this provider has none for it. */
    Optional<Object> payload(KeyState node);
}
