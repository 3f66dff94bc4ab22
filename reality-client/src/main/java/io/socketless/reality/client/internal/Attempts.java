package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClientEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One request under the {@link FailoverPolicy}: the servers that this round tried, and the rounds that failed. */
final class Attempts {

    private final Context context;
    private final ServerPool pool;
    private final int maxPauses;
    private final List<Server> tried = new ArrayList<>();
    private int failedRounds;

    Attempts(Context context, ServerPool pool, int maxPauses) {
        this.context = context;
        this.pool = pool;
        this.maxPauses = maxPauses;
    }

    /** The server for the next attempt. */
    Server next() {
        return pool.best(now(), tried).orElseThrow();
    }

    /** The server for the next attempt: the given one, unless another is considerably better. */
    Server nextPreferring(Optional<Server> inUse) {
        return pool.bestBeside(inUse, now(), tried).orElseThrow();
    }

    /** Whether an attempt failed since the last {@link #succeeded}. */
    boolean isRetry() {
        return failedRounds > 0 || !tried.isEmpty();
    }

    /** The request succeeded; the next failure starts with the shortest pause again. */
    void succeeded() {
        tried.clear();
        failedRounds = 0;
    }

    /** The request succeeded in part: the next failure starts a new round, and its pause grows further. */
    void succeededInPart() {
        tried.clear();
    }

    /** Records a failure and decides what follows. */
    Next failed(Server server, Throwable failure) {
        boolean isFinal = FailoverPolicy.isFinal(failure);
        tried.add(server);
        if (!isFinal) {
            Duration avoided = server.failed(now(), FailoverPolicy.retryAfter(failure));
            context.events().accept(new ClientEvent.ServerUnhealthy(server.name(), avoided, failure));
            if (pool.hasOther(now(), tried)) {
                context.counters().failovers.increment();
                return new Next.OtherServer();
            }
        }
        boolean isOver = isFinal ? !FailoverPolicy.isEndless(maxPauses) : failedRounds >= maxPauses;
        if (isOver) {
            return new Next.GiveUp();
        }
        failedRounds++;
        tried.clear();
        Duration pause = context.settings().backoff().after(failedRounds);
        return new Next.Pause(FailoverPolicy.longer(pause, FailoverPolicy.retryAfter(failure)));
    }

    private long now() {
        return context.timer().nanoTime();
    }

    /** What follows a failure. */
    sealed interface Next {

        /** Send the request to another server at once. */
        record OtherServer() implements Next {}

        /** Send the request again after a pause. */
        record Pause(Duration time) implements Next {}

        /** Report the failure. */
        record GiveUp() implements Next {}
    }
}
