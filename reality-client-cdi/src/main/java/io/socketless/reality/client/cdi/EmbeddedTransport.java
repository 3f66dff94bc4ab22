package io.socketless.reality.client.cdi;

import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.client.Transport;
import io.socketless.reality.core.WaitersFullException;
import io.socketless.reality.jakarta.servlet.EmbeddedNode;
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

/** Calls of the node in this application. What the node cannot do is told as its endpoints would tell it. */
final class EmbeddedTransport implements Transport {

    private static final Optional<Duration> SOON = Optional.of(Duration.ofSeconds(1));

    private final EmbeddedNode node;

    private EmbeddedTransport(EmbeddedNode node) {
        this.node = node;
    }

    /** @throws IllegalStateException if the thread belongs to no application with CDI */
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
        return told(() -> node.sync(request));
    }

    @Override
    public CompletableFuture<UpdateResponse> update(UpdateRequest request) {
        return told(() -> node.update(request));
    }

    @Override
    public CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request) {
        return told(() -> node.invalidate(request));
    }

    @Override
    public CompletableFuture<HealthResponse> health() {
        return told(node::health);
    }

    private <T> CompletableFuture<T> told(Supplier<CompletableFuture<T>> call) {
        CompletableFuture<T> answer;
        try {
            answer = call.get();
        } catch (RealityUnavailableException | WaitersFullException failure) {
            return CompletableFuture.failedFuture(refusal(failure));
        }
        CompletableFuture<T> told = new CompletableFuture<>();
        answer.whenComplete((value, failure) -> {
            if (failure == null) {
                told.complete(value);
            } else {
                told.completeExceptionally(refusal(failure));
            }
        });
        told.whenComplete((value, failure) -> {
            if (told.isCancelled()) {
                answer.cancel(false);
            }
        });
        return told;
    }

    private Throwable refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof WaitersFullException) {
            return new RefusedException(name(), Problem.of(429, "Too many clients wait on this node."), SOON);
        }
        if (cause instanceof RealityUnavailableException unavailable) {
            return new RefusedException(name(), Problem.of(503, unavailable.getMessage() + "."), SOON);
        }
        return cause;
    }
}
