package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClosedException;
import io.socketless.reality.client.DeniedException;
import io.socketless.reality.client.Snapshot;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The data of a key as a stream. It completes when the client is closed and fails when the key is denied. Temporary
 * failures, such
 * as a failed fetch, are not reported.
 */
final class SnapshotPublisher<T> implements Flow.Publisher<Snapshot<T>> {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality.client");

    private final String key;
    private final Function<Consumer<State<T>>, Subscription<T>> watch;
    private final Executor executor;

    /** @param watch watches the key and passes every state on, in order, on any thread */
    SnapshotPublisher(String key, Function<Consumer<State<T>>, Subscription<T>> watch, Executor executor) {
        this.key = key;
        this.watch = watch;
        this.executor = executor;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Snapshot<T>> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Stream<T> stream = new Stream<>(key, subscriber, executor);
        subscriber.onSubscribe(stream);
        stream.begin(watch);
    }

    /**
     * One subscriber. Each event sets a field. {@link #pump} then handles all fields, in one thread at a time, and
     * repeats if more
     * events arrived meanwhile.
     */
    private static final class Stream<T> implements Flow.Subscription {

        private final String key;
        private final Executor executor;
        private final AtomicReference<Flow.@Nullable Subscriber<? super Snapshot<T>>> subscriber;
        private final AtomicReference<@Nullable Snapshot<T>> latest = new AtomicReference<>();
        private final AtomicLong demand = new AtomicLong();
        private final AtomicInteger happened = new AtomicInteger();
        private final AtomicReference<@Nullable Subscription<T>> watched = new AtomicReference<>();
        private volatile @Nullable Throwable failure;
        private volatile boolean ended; // written after the failure, if there is one
        private volatile boolean cancelled;
        private @Nullable Snapshot<T> offered; // by the mailbox only

        private Stream(String key, Flow.Subscriber<? super Snapshot<T>> subscriber, Executor executor) {
            this.key = key;
            this.subscriber = new AtomicReference<>(subscriber);
            this.executor = executor;
        }

        private void begin(Function<Consumer<State<T>>, Subscription<T>> watch) {
            if (cancelled) {
                return;
            }
            try {
                watched.set(watch.apply(this::state));
            } catch (ClosedException closed) {
                ended = true;
                pump();
                return;
            }
            if (cancelled) {
                release();
            }
        }

        private void state(State<T> state) {
            Snapshot<T> snapshot = state.snapshot().orElse(null);
            if (snapshot != null && !snapshot.equals(offered)) {
                offered = snapshot;
                latest.set(snapshot);
            }
            if (state instanceof State.Closed<T>) {
                ended = true;
            } else if (state instanceof State.Denied<T>) {
                fail(new DeniedException(key));
            }
            pump();
        }

        @Override
        public void request(long count) {
            if (count <= 0) {
                fail(new IllegalArgumentException("Rule 3.9: a request must be positive, not " + count));
                latest.set(null);
            } else {
                demand.updateAndGet(before -> before + count < 0 ? Long.MAX_VALUE : before + count);
            }
            pump();
        }

        private void fail(Throwable cause) {
            failure = cause;
            ended = true;
        }

        @Override
        public void cancel() {
            cancelled = true;
            subscriber.set(null);
            release();
        }

        private void release() {
            Subscription<T> last = watched.getAndSet(null);
            if (last != null) {
                last.close();
            }
        }

        private void pump() {
            if (happened.getAndIncrement() == 0) {
                try {
                    executor.execute(this::emit);
                } catch (RejectedExecutionException ended) {
                    cancel();
                }
            }
        }

        private void emit() {
            int seen = happened.get();
            try {
                do {
                    emitDue();
                    seen = happened.addAndGet(-seen);
                } while (seen != 0);
            } catch (RuntimeException | Error failure) {
                LOGGER.log(Level.WARNING, "A subscriber failed; its stream is cancelled", failure); // rule 2.13
                cancel();
            }
        }

        private void emitDue() {
            Flow.Subscriber<? super Snapshot<T>> to = subscriber.get();
            if (to == null) {
                return;
            }
            if (demand.get() > 0) {
                Snapshot<T> snapshot = latest.getAndSet(null);
                if (snapshot != null) {
                    demand.updateAndGet(before -> before == Long.MAX_VALUE ? before : before - 1);
                    to.onNext(snapshot);
                }
            }
            if (ended && subscriber.getAndSet(null) != null) {
                cancelled = true;
                release();
                Throwable cause = failure;
                if (cause == null) {
                    to.onComplete();
                } else {
                    to.onError(cause);
                }
            }
        }
    }
}
