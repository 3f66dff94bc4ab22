package io.socketless.reality.client.internal;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Results that somebody waits for, and that fail if the client is closed first. Completed on the executor, so that what
 * depends on
 * them never runs within the mailbox. May be used by any thread; the set is touched by tasks of the {@link Mailbox}
 * only.
 */
final class Results {

    private final Mailbox mailbox;
    private final Executor executor;
    private final Set<CompletableFuture<?>> open = new LinkedHashSet<>();
    private @Nullable Throwable closed;

    Results(Mailbox mailbox, Executor executor) {
        this.mailbox = mailbox;
        this.executor = executor;
    }

    <T> CompletableFuture<T> begin() {
        CompletableFuture<T> result = new CompletableFuture<>();
        mailbox.execute(() -> {
            if (closed != null) {
                Outcomes.fail(executor, List.of(result), closed);
            } else {
                open.add(result);
            }
        });
        return result;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // which one it is, is what is meant
    <T> void finish(CompletableFuture<T> result, @Nullable T value, @Nullable Throwable failure) {
        mailbox.execute(() -> {
            if (open.remove(result)) {
                Outcomes.complete(executor, result, value, failure);
            }
        });
    }

    /** Within the mailbox. */
    void close(Throwable cause) {
        closed = cause;
        Outcomes.fail(executor, List.copyOf(open), cause);
        open.clear();
    }
}
