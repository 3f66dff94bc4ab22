package io.socketless.reality.jakarta.node;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.core.Engine;
import io.socketless.reality.core.ThreadTimer;
import io.socketless.reality.core.Timer;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import io.socketless.reality.spi.IntentLog;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.RealityStoreProvider;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The node of Reality in this application: its threads, and its engine as soon as the store is open.
 *
 * <p>Joining a cluster may take long, so the store is opened on a thread of its own, again and again until it succeeds. Until
 * then the node has no engine: requests are refused, {@code Reality} waits a little, and events wait for the store.
 *
 * <p>It leaves in two steps. {@link #drain} comes first, when the JVM is told to end or the application is taken away: the node
 * says that it is not ready, and answers who waits, but still serves. {@link #close} waits for that, then leaves the cluster. A
 * shutdown hook is the earliest notice that a server gives: while the hook runs, a server with a grace period still takes
 * requests, whereas it refuses them by the time it ends the application.
 */
public final class LocalNode implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration WARNING_INTERVAL = Duration.ofMinutes(1);
    private static final Duration LATE = Duration.ofSeconds(1);

    private final ServerSettings settings;
    private final ExecutorService executor;
    private final Timer timer;
    private final Thread opening;
    private final CompletableFuture<Engine> opened = new CompletableFuture<>();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final Thread endOfJvm;
    private final long startedAt = System.nanoTime();
    private final AtomicLong warnedAt = new AtomicLong(startedAt - WARNING_INTERVAL.toNanos());
    private volatile boolean closed;

    /**
     * Starts a node.
     *
     * @param opener opens the store; called on another thread
     * @param whenOpen sees the engine before any request does
     */
    LocalNode(ServerSettings settings, RealityStoreProvider.Opener opener, Consumer<Engine> whenOpen) {
        this.settings = settings;
        ThreadFactory threads = threads("reality-" + settings.identity().serverId());
        executor = Executors.newFixedThreadPool(settings.threads(), threads);
        timer = new ThreadTimer(threads);
        opening = threads.newThread(() -> keepOpening(opener, whenOpen));
        opening.start();
        endOfJvm = threads.newThread(this::drain);
        hearOfTheEnd();
    }

    public ServerSettings settings() {
        return settings;
    }

    /** The engine, empty until the store is open and after this node was closed. */
    public Optional<Engine> engine() {
        return closed || !opened.isDone() || opened.isCompletedExceptionally()
                ? Optional.empty()
                : Optional.of(opened.join());
    }

    /**
     * The engine.
     *
     * @throws RealityUnavailableException if there is none now
     */
    public Engine requireEngine() {
        return engine().orElseThrow(() ->
                new RealityUnavailableException(closed ? "This node is shutting down" : "This node is starting"));
    }

    /** Whether this node is about to stop, so that no client should be sent to it any more. It may still serve. */
    public boolean isLeaving() {
        return leaving.get();
    }

    public Duration uptime() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    public Timer timer() {
        return timer;
    }

    /** Runs what answers clients. Refuses tasks once this node was closed. */
    public Executor executor() {
        return executor;
    }

    /**
     * Moves versions and waits until that is certain.
     *
     * @throws RealityUnavailableException if it is not certain in time
     */
    Map<String, KeyState> write(Collection<Change> changes) {
        return await(patientEngine().write(changes));
    }

    /** Reads from the owners. */
    Map<String, KeyState> read(Set<String> keys) {
        return await(patientEngine().read(keys));
    }

    /**
     * Notes what will be published after a commit, so that others do it should this node die. A store that cannot take the note
     * does not stop the commit: the database is worth more than a refetch. Waits a few seconds at most; does not throw.
     *
     * @return empty if it is turned off, or the store has no place for notes, is not open, or has not taken the note
     */
    Optional<Intent> intend(List<Change> changes) {
        Optional<IntentLog> log = settings.intent() ? engine().flatMap(Engine::intents) : Optional.empty();
        try {
            return log.map(present -> present.record(changes));
        } catch (RuntimeException failure) {
            warnOfIntent(failure);
            return Optional.empty();
        }
    }

    /**
     * Moves versions for somebody who cannot be told of a failure: waits if the node is up, and tries again in the background
     * what fails. Does not throw.
     *
     * @param intents end when that is certain; otherwise they are left to the store
     */
    void publish(List<Change> changes, List<Intent> intents) {
        if (engine().isEmpty()) {
            opened.thenCompose(engine -> engine.write(changes))
                    .whenComplete((done, failure) -> end(changes, intents, failure));
            return;
        }
        try {
            write(changes);
            end(changes, intents, null);
        } catch (RealityUnavailableException failure) {
            end(changes, intents, failure);
        }
    }

    private static void end(List<Change> changes, List<Intent> intents, @Nullable Throwable failure) {
        if (failure == null) {
            intents.forEach(Intent::withdraw);
        } else {
            NodeMessage.NOT_PUBLISHED.log(LOGGER, keys(changes), failure.getMessage());
            intents.forEach(Intent::handOver);
        }
    }

    /** A cluster in trouble fails every transaction's note. */
    private void warnOfIntent(RuntimeException failure) {
        long now = System.nanoTime();
        long last = warnedAt.get();
        if (now - last >= WARNING_INTERVAL.toNanos() && warnedAt.compareAndSet(last, now)) {
            NodeMessage.INTENT_NOT_RECORDED.log(LOGGER, failure.getMessage());
        }
    }

    /**
     * Is not ready from now on, and answers who waits, a few at a time over {@code reality.drain}. Returns at once; harmless when
     * called twice.
     */
    public void drain() {
        if (leaving.compareAndSet(false, true)) {
            Optional<Engine> engine = engine();
            NodeMessage.NODE_DRAINING.log(
                    LOGGER,
                    settings.identity().serverId(),
                    engine.map(Engine::waiters).orElse(0),
                    settings.drain());
            engine.map(open -> open.drain(settings.drain()))
                    .orElseGet(() -> CompletableFuture.completedFuture(null))
                    .thenRun(() -> drained.complete(null));
        }
    }

    /**
     * Answers everybody who waits, leaves the cluster, and ends all threads. Blocks: for the rest of {@code reality.drain} and
     * a second more at the most, and then for as long as the store takes. Harmless when called twice.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        drain();
        awaitDrained();
        closed = true;
        forgetTheEnd();
        try {
            closeStore();
        } finally {
            timer.close();
            endExecutor();
            NodeMessage.NODE_STOPPED.log(LOGGER, settings.identity().serverId());
        }
    }

    private void awaitDrained() {
        try {
            drained.get(settings.drain().plus(LATE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            NodeMessage.DRAIN_CUT_SHORT.log(
                    LOGGER, engine().map(Engine::waiters).orElse(0));
        } catch (ExecutionException never) {
            throw new AssertionError(never);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    Thread endOfJvm() {
        return endOfJvm;
    }

    private void hearOfTheEnd() {
        try {
            Runtime.getRuntime().addShutdownHook(endOfJvm);
        } catch (IllegalStateException ending) {
            drain();
        }
    }

    /** Or the hook would keep the classes of an application that was taken away. */
    private void forgetTheEnd() {
        try {
            Runtime.getRuntime().removeShutdownHook(endOfJvm);
        } catch (IllegalStateException ending) {
            // It runs, or has run.
        }
    }

    /** Whoever completes {@link #opened} first decides: a store that opens after this is closed by the opening thread. */
    private void closeStore() {
        boolean neverOpened = opened.completeExceptionally(shuttingDown());
        opening.interrupt();
        join(opening);
        if (!neverOpened) {
            opened.join().close();
        }
    }

    private void endExecutor() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void keepOpening(RealityStoreProvider.Opener opener, Consumer<Engine> whenOpen) {
        Duration pause = FIRST_PAUSE;
        try {
            while (!isOpened(opener, whenOpen, pause)) {
                TimeUnit.NANOSECONDS.sleep(pause.toNanos());
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
        } catch (InterruptedException closing) {
            // There is nothing to open any more.
        }
    }

    /** Tries once; true if there is no need to try again. */
    private boolean isOpened(RealityStoreProvider.Opener opener, Consumer<Engine> whenOpen, Duration pause)
            throws InterruptedException {
        try {
            begin(opener.open(), whenOpen);
            return true;
        } catch (InterruptedException closing) {
            throw closing;
        } catch (Exception | LinkageError failure) { // a class that the server keeps from the store is a LinkageError
            if (!closed) {
                NodeMessage.STORE_NOT_OPENED.logWith(LOGGER, failure, pause.toSeconds(), failure.getMessage());
            }
            return closed;
        }
    }

    private void begin(RealityStore store, Consumer<Engine> whenOpen) {
        boolean begun = false;
        try {
            Engine engine = new Engine(store, settings.engine(), executor, timer);
            whenOpen.accept(engine);
            begun = opened.complete(engine);
        } finally {
            if (!begun) {
                store.close();
            }
        }
        if (begun) {
            if (isLeaving()) { // drain() may have come before there was an engine
                opened.join().drain(Duration.ZERO);
            }
            NodeMessage.NODE_READY.log(LOGGER, settings.identity().serverId(), uptime().toMillis());
        }
    }

    private Engine patientEngine() {
        if (closed) {
            throw shuttingDown();
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

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failure) {
            throw failure.getCause() instanceof RealityUnavailableException unavailable
                    ? unavailable
                    : new RealityUnavailableException("The store failed", failure);
        }
    }

    private static RealityUnavailableException shuttingDown() {
        return new RealityUnavailableException("This node is shutting down");
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static List<String> keys(List<Change> changes) {
        return changes.stream().map(Change::key).toList();
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Threads that see the classes of the application and never keep the server alive. */
    private static ThreadFactory threads(String prefix) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }
}
