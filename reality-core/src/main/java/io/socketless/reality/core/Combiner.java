package io.socketless.reality.core;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Merges concurrent calls of the store: a call that is made while all lanes are busy joins the batch that is being
 * gathered. That batch is sent as one call as soon as a lane is free.
 *
 * <p>The rule that makes this safe for reads and for writes alike: <em>a call can share only a batch that is sent after
 * the call was made</em>. A read that joined a batch in flight could miss a change that returned before the read was
 * requested. A write that joined a batch in flight could be reported as done with content older than its own.
 *
 * <p>Protocol. {@code gathering} and {@code busyLanes} are guarded by {@code lock}. A batch is taken out under the lock
 * before it is sent, so no call can join it afterwards. A free lane is used by the calling thread itself, without a
 * hand-over. When it returns and another batch has gathered, the executor sends that one, so no caller works long for
 * others. The lane is passed on before the callers are notified, which can take a while. Store and callers are never
 * called under the lock.
 *
 * @param <B> what is gathered; confined to the lock until it is sent, then to the sender
 */
final class Combiner<B> {

    private final Supplier<B> emptyBatch;
    private final Function<B, Map<String, KeyState>> call;
    private final int lanes;
    private final Executor executor;
    private final Timer timer;

    private final Object lock = new Object();
    private final List<Batch<B>> sent = new ArrayList<>();
    private @Nullable Batch<B> gathering;
    private int busyLanes;

    /** @param call sends a batch; throws {@link RealityUnavailableException} if the store cannot */
    Combiner(
            Supplier<B> emptyBatch,
            Function<B, Map<String, KeyState>> call,
            int lanes,
            Executor executor,
            Timer timer) {
        this.emptyBatch = emptyBatch;
        this.call = call;
        this.lanes = lanes;
        this.executor = executor;
        this.timer = timer;
    }

    /**
     * Adds to the next batch.
     *
     * @param part adds to what is gathered; runs under the lock
     * @return completes with the answer to the whole batch, on the thread that sent it; shared, so never cancel it
     */
    CompletableFuture<Map<String, KeyState>> join(Consumer<B> part) {
        Batch<B> joined;
        boolean send;
        synchronized (lock) {
            joined = gathering();
            part.accept(joined.content);
            send = busyLanes < lanes;
            if (send) {
                busyLanes++;
                take(joined);
            }
        }
        if (send) {
            send(joined);
        }
        return joined.answer;
    }

    /** Fails every batch that began more than {@code nanos} ago. A hanging lane stays busy until its call returns. */
    void failOlderThan(long nanos) {
        long now = timer.nanoTime();
        List<Batch<B>> late = new ArrayList<>();
        synchronized (lock) {
            if (gathering != null && now - gathering.since > nanos) {
                late.add(gathering);
                gathering = null;
            }
            for (Batch<B> batch : sent) {
                if (now - batch.since > nanos) {
                    late.add(batch);
                }
            }
        }
        if (!late.isEmpty()) {
            executor.execute(() -> late.forEach(batch -> batch.answer.completeExceptionally(
                    new RealityUnavailableException("The store did not answer in time"))));
        }
    }

    /** Completes, never with a failure, when all current batches are answered. */
    CompletableFuture<Void> answered() {
        List<CompletableFuture<?>> open = new ArrayList<>();
        synchronized (lock) {
            if (gathering != null) {
                open.add(gathering.answer);
            }
            sent.forEach(batch -> open.add(batch.answer));
        }
        return CompletableFuture.allOf(open.toArray(CompletableFuture[]::new)).handle((none, failure) -> null);
    }

    private Batch<B> gathering() {
        if (gathering == null) {
            gathering = new Batch<>(emptyBatch.get(), timer.nanoTime());
        }
        return gathering;
    }

    private void take(Batch<B> batch) {
        gathering = null;
        sent.add(batch);
    }

    private void send(Batch<B> batch) {
        Map<String, KeyState> answer;
        try {
            answer = call.apply(batch.content);
        } catch (RuntimeException | Error failure) {
            passOn(batch);
            batch.answer.completeExceptionally(failure);
            return;
        }
        passOn(batch);
        batch.answer.complete(answer);
    }

    /** Gives the lane of a batch to the next batch, or frees it. */
    private void passOn(Batch<B> sentBefore) {
        Batch<B> done = sentBefore;
        for (Batch<B> next = follower(done); next != null; next = follower(done)) {
            Batch<B> taken = next;
            try {
                executor.execute(() -> send(taken));
                return;
            } catch (RejectedExecutionException closed) {
                taken.answer.completeExceptionally(
                        new RealityUnavailableException("This node is shutting down", closed));
                done = taken;
            }
        }
    }

    private @Nullable Batch<B> follower(Batch<B> done) {
        synchronized (lock) {
            sent.remove(done);
            Batch<B> next = gathering;
            if (next == null) {
                busyLanes--;
            } else {
                take(next);
            }
            return next;
        }
    }

    private static final class Batch<B> {

        final B content;
        final long since;
        final CompletableFuture<Map<String, KeyState>> answer = new CompletableFuture<>();

        Batch(B content, long since) {
            this.content = content;
            this.since = since;
        }
    }
}
