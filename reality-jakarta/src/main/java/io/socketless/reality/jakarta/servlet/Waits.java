package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.core.SyncResult;
import io.socketless.reality.jakarta.config.ServerSettings;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** What requests that may be held have in common. */
final class Waits {

    private Waits() {}

    /** How long a client that asks for this many milliseconds is held. */
    static Duration capped(long millis, ServerSettings settings) {
        return Duration.ofMillis(
                Math.min(Math.max(0, millis), settings.maxWait().toMillis()));
    }

    /** The answer that follows from a sync. Cancelling it gives the waiter's place back. */
    static CompletableFuture<Answer> then(
            CompletableFuture<SyncResult> sync, Function<SyncResult, CompletableFuture<Answer>> answer) {
        CompletableFuture<Answer> answered = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                boolean cancelled = super.cancel(false); // first, or the cancelled sync would fail this answer
                sync.cancel(false);
                return cancelled;
            }
        };
        sync.thenCompose(answer).whenComplete((value, failure) -> {
            if (failure == null) {
                answered.complete(value);
            } else {
                answered.completeExceptionally(failure);
            }
        });
        return answered;
    }
}
