package io.socketless.reality.client;

import io.socketless.reality.protocol.Mesh;
import java.time.Duration;
import java.util.Set;

/**
 * What a client does, for logs, figures and status lines; see {@link RealityClient#onEvent}. Events are immutable.
 *
 * <pre>{@code
 * client.onEvent(event -> {
 *     if (event instanceof ClientEvent.ServerUnhealthy bad) {
 *         log.warn("{} is avoided for {}", bad.server(), bad.avoidedFor(), bad.cause());
 *     }
 * });
 * }</pre>
 */
public sealed interface ClientEvent {

    /** A request for these keys is sent. */
    record SyncStarted(String server, Set<String> keys, boolean held) implements ClientEvent {}

    /** It was answered. */
    record SyncCompleted(String server, Set<String> changed, Duration took) implements ClientEvent {}

    /** It was not, or not as the protocol says. */
    record SyncFailed(String server, Set<String> keys, Throwable cause) implements ClientEvent {}

    /** A watched key has changed. */
    record NodeUpdated(KeyReport node) implements ClientEvent {}

    /** A server sees other nodes than before, or sees them otherwise. */
    record MeshUpdated(String server, Mesh mesh) implements ClientEvent {}

    /** A server that was avoided has answered. */
    record ServerHealthy(String server) implements ClientEvent {}

    /** A server is avoided for a while. */
    record ServerUnhealthy(String server, Duration avoidedFor, Throwable cause) implements ClientEvent {}
}
