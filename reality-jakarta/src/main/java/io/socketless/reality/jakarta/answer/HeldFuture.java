package io.socketless.reality.jakarta.answer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** The answer to a request that can be held. Cancelling it, or any stage derived from it, frees the waiter. */
final class HeldFuture<T> extends CompletableFuture<T> {

    private final Future<?> waiter;

    private HeldFuture(Future<?> waiter) {
        this.waiter = waiter;
    }

    static <T> HeldFuture<T> of(CompletableFuture<T> waiter) {
        HeldFuture<T> held = new HeldFuture<>(waiter);
        waiter.whenComplete((value, failure) -> {
            if (failure == null) {
                held.complete(value);
            } else {
                held.completeExceptionally(failure);
            }
        });
        return held;
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(false); // first, or the cancelled waiter would complete this stage
        waiter.cancel(false);
        return cancelled;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new HeldFuture<>(waiter);
    }
}
