package io.socketless.reality.client.internal;

import io.socketless.reality.client.RealityException;
import io.socketless.reality.client.UnreachableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call of application or network code. It runs on the executor and has a time limit. Its outcome returns through the
 * mailbox,
 * once. An outcome after the limit or after {@link #cancel} is dropped.
 */
final class Call<T> {

    private final Context context;
    private final BiConsumer<@Nullable T, @Nullable Throwable> then;
    private final Timer.Task limit;
    private volatile boolean over;
    private volatile @Nullable CompletionStage<T> stage;

    private Call(Context context, Duration atMost, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        this.context = context;
        this.then = then;
        limit = context.timer().after(atMost, () -> context.mailbox().execute(() -> timeOut(atMost)));
    }

    /**
     * Starts a call.
     *
     * @param then receives the value, or null and the failure, within the mailbox
     */
    static <T> Call<T> start(
            Context context,
            Supplier<? extends CompletionStage<T>> code,
            Duration atMost,
            BiConsumer<@Nullable T, @Nullable Throwable> then) {
        Call<T> call = new Call<>(context, atMost, then);
        try {
            context.executor().execute(() -> call.run(code));
        } catch (RejectedExecutionException ended) {
            call.answer(null, ended);
        }
        return call;
    }

    /** Starts a request to a server. Its failure is a {@link RealityException}. */
    static <T> Call<T> ofServer(
            Context context,
            Transport transport,
            Supplier<? extends CompletionStage<T>> request,
            Duration atMost,
            BiConsumer<@Nullable T, @Nullable Throwable> then) {
        return start(
                context,
                request,
                atMost,
                (answer, failure) ->
                        then.accept(answer, failure == null ? null : ofServer(transport.name(), failure, atMost)));
    }

    private static RealityException ofServer(String server, Throwable failure, Duration atMost) {
        if (failure instanceof RealityException known) {
            return known;
        }
        return failure instanceof TimeoutException
                ? new UnreachableException(server, atMost)
                : new UnreachableException(server, failure);
    }

    private void run(Supplier<? extends CompletionStage<T>> code) {
        try {
            CompletionStage<T> begun = code.get();
            if (begun == null) {
                throw new NullPointerException("null instead of a CompletionStage");
            }
            stage = begun;
            if (over) {
                abandon();
            }
            begun.whenComplete(this::answer);
        } catch (RuntimeException | Error failure) {
            answer(null, failure);
        }
    }

    private void answer(@Nullable T value, @Nullable Throwable failure) {
        context.mailbox().execute(() -> end(value, failure));
    }

    private void end(@Nullable T value, @Nullable Throwable failure) {
        if (!over) {
            over = true;
            limit.cancel();
            if (failure != null) {
                then.accept(null, unwrapped(failure));
            } else if (value == null) {
                then.accept(null, new NullPointerException("null instead of a value"));
            } else {
                then.accept(value, null);
            }
        }
    }

    private void timeOut(Duration limit) {
        if (!over) {
            end(null, new TimeoutException("No answer within " + limit.toMillis() + " ms"));
            abandon();
        }
    }

    /** Drops the call without an outcome. Within the mailbox only. */
    void cancel() {
        if (!over) {
            over = true;
            limit.cancel();
            abandon();
        }
    }

    private void abandon() {
        if (stage instanceof CompletableFuture<T> future) {
            future.cancel(true);
        }
    }

    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
