package io.socketless.reality.client;

import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import java.util.concurrent.CompletableFuture;

/**
 * The way to one server. Methods must not block for long; they are called on threads of the client's executor. A future fails
 * with {@link RefusedException} if the server answered with a refusal, and with anything else if it did not answer properly.
 * The client bounds the time of a request, and cancels the future when it no longer wants the answer. Safe for use by many threads.
 */
public interface Transport extends AutoCloseable {

    /** The address of the server, for people to read. */
    String name();

    /** {@code POST /sync}. */
    CompletableFuture<SyncResponse> sync(SyncRequest request);

    /** {@code POST /update}. */
    CompletableFuture<UpdateResponse> update(UpdateRequest request);

    /** {@code POST /invalidate}. */
    CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request);

    /** {@code GET /health}; an unhealthy server is an answer, not a failure. */
    CompletableFuture<HealthResponse> health();

    /** Called once, when the client is closed. */
    @Override
    default void close() {}
}
