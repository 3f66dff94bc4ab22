package io.socketless.reality.client;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * A thread that waits for a version other than the one that it knows, or than the first that comes if it knows none.
 *
 * <p>A version is noted as known only if the thread is told of it, so one that comes when the time is just over, or right behind
 * another, is what the next wait begins with. The mailbox completes the future itself, and nothing but the thread depends on it:
 * it is told even if the executor has no thread to spare.
 */
final class Awaiting implements Consumer<State<KeyReport>> {

    private final CompletableFuture<Optional<KeyReport>> changed = new CompletableFuture<>();
    private final LongConsumer noted;
    private long known;

    /** @param noted is told every version that the thread knows from then on */
    Awaiting(long known, LongConsumer noted) {
        this.known = known;
        this.noted = noted;
    }

    @Override
    public void accept(State<KeyReport> state) {
        if (state instanceof State.Closed<KeyReport>) {
            changed.completeExceptionally(new IllegalStateException("The client was closed"));
            return;
        }
        Optional<KeyReport> node = state.value().filter(value -> value.version() != known);
        if (node.isPresent() && (known == 0 ? !changed.isDone() : changed.complete(node))) {
            known = node.get().version();
            noted.accept(known);
        }
    }

    /** The time is over. */
    void giveUp() {
        changed.complete(Optional.empty());
    }

    Optional<KeyReport> await() throws InterruptedException {
        try {
            return changed.get();
        } catch (InterruptedException interrupted) {
            if (changed.complete(Optional.empty())) {
                throw interrupted;
            }
            Thread.currentThread().interrupt(); // it was told at the same moment, and of that only once
            return changed.join();
        } catch (ExecutionException failure) {
            throw new IllegalStateException("The client was closed", failure.getCause());
        }
    }
}
