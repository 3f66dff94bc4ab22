package io.socketless.reality.client.cdi;

import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.client.internal.Transport;
import io.socketless.reality.core.WaitersFullException;
import io.socketless.reality.jakarta.local.EmbeddedNode;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.Problem;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Calls the node in this application. Failures are the refusals that its endpoints would send. */
final class EmbeddedTransport implements Transport {

    private static final Optional<Duration> SOON = Optional.of(Duration.ofSeconds(1));

    private final EmbeddedNode node;

    private EmbeddedTransport(EmbeddedNode node) {
        this.node = node;
    }

    /** @throws IllegalStateException if the thread has no CDI container */
    static Optional<EmbeddedTransport> ofApplication() {
        Instance<EmbeddedNode> nodes = CDI.current().select(EmbeddedNode.class);
        return nodes.isResolvable() ? Optional.of(new EmbeddedTransport(nodes.get())) : Optional.empty();
    }

    @Override
    public String name() {
        return "embedded:" + node.serverId();
    }

    @Override
    public CompletableFuture<SyncResponse> sync(SyncRequest request) {
        return refusing(() -> node.sync(request));
    }

    @Override
    public CompletableFuture<UpdateResponse> update(UpdateRequest request) {
        return refusing(() -> node.update(request));
    }

    @Override
    public CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request) {
        return refusing(() -> node.invalidate(request));
    }

    @Override
    public CompletableFuture<HealthResponse> health() {
        return refusing(node::health);
    }

    private <T> CompletableFuture<T> refusing(Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> answer;
        try {
            answer = call.get();
        } catch (RealityUnavailableException | WaitersFullException failure) {
            return CompletableFuture.failedFuture(refusal(failure));
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        answer.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(refusal(failure));
            }
        });
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                answer.cancel(false);
            }
        });
        return result;
    }

    private Throwable refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof WaitersFullException) {
            return new RefusedException(
                    name(), Problem.of(429, "This node already holds the maximum number of requests."), SOON);
        }
        if (cause instanceof RealityUnavailableException unavailable) {
            return new RefusedException(name(), Problem.of(503, unavailable.getMessage() + "."), SOON);
        }
        return cause;
    }
}
