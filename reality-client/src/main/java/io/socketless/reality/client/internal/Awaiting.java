package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClosedException;
import io.socketless.reality.client.DeniedException;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.State;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

/**
 * A thread that waits for a version other than the one that it holds. The mailbox completes the future itself, and only
 * the
 * waiting thread depends on it, so the wait ends even if the executor has no free thread.
 */
final class Awaiting implements Consumer<State<KeyReport>> {

    private final CompletableFuture<Optional<KeyReport>> changed = new CompletableFuture<>();
    private final String key;
    private final long since;

    Awaiting(String key, long since) {
        this.key = key;
        this.since = since;
    }

    @Override
    public void accept(State<KeyReport> state) {
        if (state instanceof State.Closed<KeyReport>) {
            changed.completeExceptionally(new ClosedException());
        } else if (state instanceof State.Denied<KeyReport>) {
            changed.completeExceptionally(new DeniedException(key));
        } else {
            state.value()
                    .filter(report -> report.version() != since)
                    .ifPresent(report -> changed.complete(Optional.of(report)));
        }
    }

    /** Ends the wait without a change. */
    void timeOut() {
        changed.complete(Optional.empty());
    }

    Optional<KeyReport> await() throws InterruptedException {
        try {
            return changed.get();
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof DeniedException) {
                throw new DeniedException(key);
            }
            throw new ClosedException();
        }
    }
}
