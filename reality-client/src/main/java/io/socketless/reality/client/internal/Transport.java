package io.socketless.reality.client.internal;

import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import java.util.concurrent.CompletableFuture;

/**
 * Sends requests to one server. Thread-safe. Methods run on the client's executor and must not block for long.
 *
 * <p>A future fails with {@link io.socketless.reality.client.RefusedException} if the server refused the request, and
 * with any
 * other exception if the server did not respond properly. The client limits the time of a request, and cancels futures
 * that it no
 * longer needs.
 */
public interface Transport extends AutoCloseable {

    /** The address of the server, for messages. */
    String name();

    /** {@code POST /sync}. */
    CompletableFuture<SyncResponse> sync(SyncRequest request);

    /** {@code POST /update}. */
    CompletableFuture<UpdateResponse> update(UpdateRequest request);

    /** {@code POST /invalidate}. */
    CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request);

    /** {@code GET /health}; an unhealthy server is a response, not a failure. */
    CompletableFuture<HealthResponse> health();

    /** Called once, when the client is closed. */
    @Override
    default void close() {}
}
