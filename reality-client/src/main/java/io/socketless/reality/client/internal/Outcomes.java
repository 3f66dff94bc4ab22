package io.socketless.reality.client.internal;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Completes futures on the executor, so that what depends on them never runs within the mailbox. */
final class Outcomes {

    private Outcomes() {}

    static <T> void complete(
            Executor executor, CompletableFuture<T> future, @Nullable T value, @Nullable Throwable failure) {
        run(executor, () -> {
            if (failure == null) {
                future.complete(value);
            } else {
                future.completeExceptionally(failure);
            }
        });
    }

    static void fail(Executor executor, Collection<? extends CompletableFuture<?>> futures, Throwable failure) {
        run(executor, () -> futures.forEach(future -> future.completeExceptionally(failure)));
    }

    private static void run(Executor executor, Runnable completion) {
        try {
            executor.execute(completion);
        } catch (RejectedExecutionException ended) {
            completion.run();
        }
    }
}
