package io.socketless.reality.jakarta.node;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.core.Engine;
import io.socketless.reality.core.ThreadTimer;
import io.socketless.reality.core.Timer;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.jakarta.transaction.ChangePublisher;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.RealityStoreProvider;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The Reality node in this application: its threads, and its engine once the store is open.
 *
 * <p>Until the store is open the node has no engine: requests are refused, {@code Reality} waits a little, and
 * published changes wait for the store ({@link StoreOpening}, {@link Publisher}).
 *
 * <p>It stops in two steps. {@link #drain} comes first, when the JVM shuts down or the application is undeployed: the
 * node is no longer ready and answers held requests, but still serves. {@link #close} waits for that, then leaves the
 * cluster. A shutdown hook is the earliest notice that a server gives: while the hook runs, a server with a grace
 * period still takes requests, whereas it refuses them by the time it stops the application.
 */
public final class LocalNode implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality");
    private static final Duration LATE = Duration.ofSeconds(1);

    private final ServerSettings settings;
    private final ExecutorService executor;
    private final Timer timer;
    private final StoreOpening opening;
    private final Publisher publisher;
    private final AtomicBoolean leaving = new AtomicBoolean();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private final Thread shutdownHook;
    private final long startedAt = System.nanoTime();
    private boolean closed;

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
        opening = new StoreOpening(opener, store -> engineOn(store, whenOpen), this::ready, threads);
        publisher = new Publisher(opening, settings.intent());
        shutdownHook = threads.newThread(this::drain);
        opening.start();
        addShutdownHook();
    }

    public ServerSettings settings() {
        return settings;
    }

    /** The engine, empty until the store is open and after this node was closed. */
    public Optional<Engine> engine() {
        return opening.engine();
    }

    /**
     * The engine.
     *
     * @throws RealityUnavailableException if there is none now
     */
    public Engine requireEngine() {
        return engine().orElseThrow(opening::unavailable);
    }

    /** Whether this node is about to stop: clients should use other nodes. It can still serve. */
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

    /** Publishes changes without failing the caller. */
    ChangePublisher publisher() {
        return publisher;
    }

    /**
     * Raises versions and waits until the change is confirmed.
     *
     * @throws RealityUnavailableException if it is not confirmed in time
     */
    Map<String, KeyState> write(Collection<Change> changes) {
        return opening.call(engine -> engine.write(changes));
    }

    /** Reads from the owners. */
    Map<String, KeyState> read(Set<String> keys) {
        return opening.call(engine -> engine.read(keys));
    }

    /**
     * Is not ready from now on, and answers held requests, a few at a time over {@code reality.drain}. Returns at once;
     * idempotent.
     */
    public void drain() {
        if (leaving.compareAndSet(false, true)) {
            Optional<Engine> engine = engine();
            NodeMessages.NODE_DRAINING.log(
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
     * Answers all held requests, leaves the cluster, and ends all threads. Blocks: for the rest of {@code
     * reality.drain} and at most a second more, and then for as long as the store takes. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        drain();
        awaitDrained();
        closed = true;
        removeShutdownHook();
        try {
            opening.close();
        } finally {
            timer.close();
            endExecutor();
            NodeMessages.NODE_STOPPED.log(LOGGER, settings.identity().serverId());
        }
    }

    private void awaitDrained() {
        try {
            drained.get(settings.drain().plus(LATE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            NodeMessages.DRAIN_CUT_SHORT.log(
                    LOGGER, engine().map(Engine::waiters).orElse(0));
        } catch (ExecutionException never) {
            throw new AssertionError(never);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    Thread shutdownHook() {
        return shutdownHook;
    }

    private void addShutdownHook() {
        try {
            Runtime.getRuntime().addShutdownHook(shutdownHook);
        } catch (IllegalStateException shuttingDown) {
            drain();
        }
    }

    /** Without this the hook would keep the classes of an undeployed application. */
    private void removeShutdownHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException shuttingDown) {
            // It runs, or has run.
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

    private Engine engineOn(RealityStore store, Consumer<Engine> whenOpen) {
        Engine engine = new Engine(store, settings.engine(), executor, timer);
        whenOpen.accept(engine);
        return engine;
    }

    private void ready(Engine engine) {
        if (isLeaving()) { // drain() possibly came before there was an engine
            engine.drain(Duration.ZERO);
        }
        NodeMessages.NODE_READY.log(LOGGER, settings.identity().serverId(), uptime().toMillis());
    }

    /** Daemon threads with the application's class loader. */
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
