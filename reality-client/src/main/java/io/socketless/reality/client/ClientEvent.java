package io.socketless.reality.client;

import io.socketless.reality.protocol.Mesh;
import java.time.Duration;
import java.util.Set;

/**
 * An event of a client, for logs, metrics and status lines; see {@link RealityClient#onEvent}. Events are immutable.
 * Later
 * versions can add events and members, so ignore unknown ones.
 *
 * <pre>{@code
 * client.onEvent(event -> {
 *     if (event instanceof ClientEvent.ServerUnhealthy bad) {
 *         log.warn("{} is avoided for {}", bad.server(), bad.avoidedFor(), bad.cause());
 *     }
 * });
 * }</pre>
 */
public interface ClientEvent {

    /** A request for these keys is sent. */
    record SyncStarted(String server, Set<String> keys, boolean held) implements ClientEvent {}

    /** A sync was answered. */
    record SyncCompleted(String server, Set<String> changed, Duration took) implements ClientEvent {}

    /** A sync failed on this server. */
    record SyncFailed(String server, Set<String> keys, Throwable cause) implements ClientEvent {}

    /** A server reported a new version of a key. */
    record KeyChanged(KeyReport report) implements ClientEvent {}

    /** The keys of a successful mutation could not be invalidated, so other clients do not refetch them. */
    record InvalidationFailed(Set<String> keys, Throwable cause) implements ClientEvent {}

    /** A server reports different peers, or a different state of a peer. */
    record MeshUpdated(String server, Mesh mesh) implements ClientEvent {}

    /** A server that failed before responded again. */
    record ServerHealthy(String server) implements ClientEvent {}

    /** A server failed and is avoided for a while. */
    record ServerUnhealthy(String server, Duration avoidedFor, Throwable cause) implements ClientEvent {}
}
