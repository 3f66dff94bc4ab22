package io.socketless.reality.jakarta.node;

import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.core.Engine;
import io.socketless.reality.jakarta.transaction.ChangePublisher;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import io.socketless.reality.spi.IntentLog;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Publishes changes for callers that cannot handle a failure. Thread-safe. */
final class Publisher implements ChangePublisher {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");
    private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);

    private final StoreOpening opening;
    private final boolean recordsIntents;
    private final AtomicLong warnedAt = new AtomicLong(System.nanoTime() - WARNING_INTERVAL.toNanos());

    Publisher(StoreOpening opening, boolean recordsIntents) {
        this.opening = opening;
        this.recordsIntents = recordsIntents;
    }

    /**
     * Records what is published after a commit. A store that cannot take the record does not stop the commit. Waits a
     * few seconds at most; does not throw.
     *
     * @return empty if intents are turned off, or the store has no intent log, is not open, or did not take the record
     */
    @Override
    public Optional<Intent> intend(List<Change> changes) {
        Optional<IntentLog> log = recordsIntents ? opening.engine().flatMap(Engine::intents) : Optional.empty();
        try {
            return log.map(present -> present.record(changes));
        } catch (RuntimeException failure) {
            warnOfIntent(failure);
            return Optional.empty();
        }
    }

    /**
     * Raises versions. Waits if the node is up. Retries in the background what fails, or what comes before the store is
     * open. Does not throw.
     *
     * @param intents end once the changes are confirmed; otherwise they are left to the store
     */
    @Override
    public void publish(List<Change> changes, List<Intent> intents) {
        if (opening.engine().isEmpty()) {
            opening.opened()
                    .thenCompose(engine -> engine.write(changes))
                    .whenComplete((done, failure) -> end(changes, intents, failure));
            return;
        }
        try {
            opening.call(engine -> engine.write(changes));
            end(changes, intents, null);
        } catch (RealityUnavailableException failure) {
            end(changes, intents, failure);
        }
    }

    private static void end(List<Change> changes, List<Intent> intents, @Nullable Throwable failure) {
        if (failure == null) {
            intents.forEach(Intent::withdraw);
        } else {
            NodeMessages.NOT_PUBLISHED.log(
                    LOGGER, changes.stream().map(Change::key).toList(), failure.getMessage());
            intents.forEach(Intent::handOver);
        }
    }

    /** Limited to one warning a minute: a cluster in trouble fails the intent of every transaction. */
    private void warnOfIntent(RuntimeException failure) {
        long now = System.nanoTime();
        long last = warnedAt.get();
        if (now - last >= WARNING_INTERVAL.toNanos() && warnedAt.compareAndSet(last, now)) {
            NodeMessages.INTENT_NOT_RECORDED.log(LOGGER, failure.getMessage());
        }
    }
}
