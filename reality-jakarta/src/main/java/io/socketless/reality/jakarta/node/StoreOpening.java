package io.socketless.reality.jakarta.node;

import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.core.Engine;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.RealityStoreProvider;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Opens the store of a node on a dedicated thread, since joining a cluster can take long. A failure is retried after a
 * pause until it succeeds.
 *
 * <p>The first to complete {@link #opened} decides: a store that opens after {@link #close} is closed by the opening
 * thread. Thread-safe.
 */
final class StoreOpening implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RealityStoreProvider.Opener opener;
    private final Function<RealityStore, Engine> engineOn;
    private final Consumer<Engine> whenOpen;
    private final Thread thread;
    private final CompletableFuture<Engine> opened = new CompletableFuture<>();
    private volatile boolean closed;

    /**
     * @param opener opens the store
     * @param engineOn makes the engine on an open store
     * @param whenOpen called once requests can see the engine
     */
    StoreOpening(
            RealityStoreProvider.Opener opener,
            Function<RealityStore, Engine> engineOn,
            Consumer<Engine> whenOpen,
            ThreadFactory threads) {
        this.opener = opener;
        this.engineOn = engineOn;
        this.whenOpen = whenOpen;
        thread = threads.newThread(this::keepOpening);
    }

    void start() {
        thread.start();
    }

    /** The engine, empty until the store is open and after the close. */
    Optional<Engine> engine() {
        return closed || !opened.isDone() || opened.isCompletedExceptionally()
                ? Optional.empty()
                : Optional.of(opened.join());
    }

    /** Completes with the engine, or fails if the node closes first. */
    CompletableFuture<Engine> opened() {
        return opened.copy();
    }

    /**
     * Calls the engine, once the store is open, and waits for the result.
     *
     * @throws RealityUnavailableException if the store is not open in time, or the call fails
     */
    <T> T call(Function<Engine, CompletableFuture<T>> call) {
        try {
            return call.apply(awaitEngine()).join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RealityUnavailableException unavailable
                    ? unavailable
                    : new RealityUnavailableException("The store failed", failure);
        }
    }

    /** The refusal of a node that has no engine now. */
    RealityUnavailableException unavailable() {
        return new RealityUnavailableException(closed ? "This node is shutting down" : "This node is starting");
    }

    /** Stops opening, and closes the store if it is open. Blocks for as long as the store takes. */
    @Override
    public void close() {
        closed = true;
        boolean neverOpened = opened.completeExceptionally(unavailable());
        thread.interrupt();
        join();
        if (!neverOpened) {
            opened.join().close();
        }
    }

    private Engine awaitEngine() {
        if (closed) {
            throw unavailable();
        }
        try {
            return opened.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException notOpen) {
            throw new RealityUnavailableException("This node is starting", notOpen);
        } catch (ExecutionException closing) {
            throw new RealityUnavailableException("This node is shutting down", closing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RealityUnavailableException("Interrupted while this node is starting", interrupted);
        }
    }

    private void keepOpening() {
        Duration pause = FIRST_PAUSE;
        try {
            while (!isOpened(pause)) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        } catch (InterruptedException closing) {
            // Nothing is left to open.
        }
    }

    /** Tries once; true if no further attempt is needed. */
    private boolean isOpened(Duration pause) throws InterruptedException {
        try {
            begin(opener.open());
            return true;
        } catch (InterruptedException closing) {
            throw closing;
        } catch (Exception | LinkageError failure) { // a class that the server hides from the store is a LinkageError
            if (!closed) {
                NodeMessages.STORE_NOT_OPENED.logWith(LOGGER, failure, pause.toSeconds(), failure.getMessage());
            }
            return closed;
        }
    }

    private void begin(RealityStore store) {
        boolean begun = false;
        try {
            begun = opened.complete(engineOn.apply(store));
        } finally {
            if (!begun) {
                store.close();
            }
        }
        if (begun) {
            whenOpen.accept(opened.join());
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void join() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
