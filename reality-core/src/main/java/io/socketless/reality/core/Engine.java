package io.socketless.reality.core;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.IntentLog;
import io.socketless.reality.spi.Peer;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.StoreListener;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.function.Consumer;

/**
 * Answers syncs and changes keys on one node, on top of a store that all nodes share. Thread-safe.
 *
 * <p>The promise: Once an invalidation has returned successfully, every sync that starts afterwards, on any node,
 * reports the key to every client that holds an earlier version. Extra refetches can happen; missed changes cannot.
 *
 * <p>A sync is therefore never answered from this node's memory, and a read is shared only among calls that were made
 * before it was sent.
 *
 * <p>Futures complete on a thread of the executor, or on the calling thread. Dependent actions can take a moment, but
 * must not block.
 */
public final class Engine implements AutoCloseable {

    private static final int READ_LANES = 2;
    private static final int WRITE_LANES = 4;
    private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);
    private static final Duration REPEAT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CALLS_ON_CLOSE = Duration.ofSeconds(3);

    private final RealityStore store;
    private final Combiner<Set<String>> reads;
    private final Combiner<Map<String, Change>> writes;
    private final WaitingRoom waitingRoom;
    private final LongAccumulator highestVersion = new LongAccumulator(Math::max, 0);
    private final List<Consumer<KeyState>> observers = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<Change>>> writeObservers = new CopyOnWriteArrayList<>();
    private final ConcurrentHashMap<String, Change> unconfirmed = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * Listens to the store from now on.
     *
     * @param store closed with this engine
     * @param executor answers clients; at least two threads
     * @param timer used for this engine only; the caller shuts down both
     */
    public Engine(RealityStore store, EngineOptions options, Executor executor, Timer timer) {
        this.store = store;
        reads = new Combiner<>(HashSet::new, store::read, READ_LANES, executor, timer);
        writes = new Combiner<>(
                LinkedHashMap::new, changes -> store.write(changes.values()), WRITE_LANES, executor, timer);
        waitingRoom = new WaitingRoom(
                this::readShared,
                options.maxWaiters(),
                options.recheckInterval(),
                options.spreadOnClose(),
                executor,
                timer);
        timer.every(WATCH_INTERVAL, () -> {
            reads.failOlderThan(options.readTimeout().toNanos());
            writes.failOlderThan(options.writeTimeout().toNanos());
        });
        timer.every(REPEAT_INTERVAL, () -> executor.execute(this::repeatUnconfirmed));
        store.listen(new Notifications());
    }

    /**
     * Compares held versions with current ones. With a {@code wait} above zero, and at least one key, holds the request
     * until a key has a different version, or until the time is over. Cancel the future if the client is gone.
     *
     * @return fails with {@link RealityUnavailableException} if the versions cannot be read
     * @throws WaitersFullException if the request would be held and this node already holds the maximum
     */
    public CompletableFuture<SyncResult> sync(Map<String, Long> known, Duration wait) {
        if (closed) {
            return CompletableFuture.failedFuture(shuttingDown());
        }
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(SyncResult.NOTHING);
        }
        if (wait.compareTo(Duration.ZERO) > 0) {
            return waitingRoom.enter(known, wait);
        }
        return readShared(known.keySet()).thenApply(current -> SyncResult.of(difference(known, current)));
    }

    /** Reads keys from their owners. Fails with {@link RealityUnavailableException}. */
    public CompletableFuture<Map<String, KeyState>> read(Set<String> keys) {
        if (keys.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        return readShared(keys).thenApply(all -> {
            Map<String, KeyState> states = only(keys, all);
            states.values().forEach(this::seen);
            return states;
        });
    }

    /**
     * Raises the versions of keys; the last of several changes of one key counts. Concurrent changes of a key share a
     * write that was not sent yet.
     *
     * @return fails with {@link RealityUnavailableException} if the write could not be confirmed in time; it is then
     *     retried in the background until it succeeds or this engine closes
     */
    public CompletableFuture<Map<String, KeyState>> write(Collection<Change> changes) {
        if (closed) {
            return CompletableFuture.failedFuture(shuttingDown());
        }
        if (changes.isEmpty()) {
            return CompletableFuture.completedFuture(Map.of());
        }
        Set<String> keys = new HashSet<>();
        changes.forEach(change -> keys.add(change.key()));
        return writes.join(batch -> changes.forEach(change -> batch.put(change.key(), change)))
                .handle((all, failure) -> {
                    if (failure != null) {
                        changes.forEach(change -> unconfirmed.put(change.key(), asRepeated(change)));
                        throw unavailable(failure);
                    }
                    unconfirmed.keySet().removeAll(keys);
                    all.values().forEach(this::seen);
                    written(List.copyOf(changes));
                    return only(keys, all);
                });
    }

    /** The keys that changed after this version, by version, ascending. May visit every entry; blocks. */
    public List<KeyState> changedSince(long version) {
        return store.changedSince(version);
    }

    /** The other nodes. */
    public List<Peer> peers() {
        return store.peers();
    }

    /** The intent log of the store, if it has one. */
    public Optional<IntentLog> intents() {
        return store.intents();
    }

    /** The highest version that this node has seen; 0 if none yet. */
    public long highestVersion() {
        return highestVersion.get();
    }

    /** How many requests this node holds. */
    public int waiters() {
        return waitingRoom.occupied();
    }

    /** Adds an observer of changes by any node. It is called on store threads, so it must only queue. */
    public void observe(Consumer<KeyState> observer) {
        observers.add(observer);
    }

    /**
     * Adds an observer of this node's writes; it sees each write once it is confirmed. It is called on threads that
     * complete futures, so it must only queue.
     */
    public void observeWrites(Consumer<List<Change>> observer) {
        writeObservers.add(observer);
    }

    /**
     * Prepares to stop: drains held requests in groups over this time, and holds no further ones. Syncs and writes
     * continue. Returns at once.
     *
     * @return completes when all held requests are answered
     */
    public CompletableFuture<Void> drain(Duration over) {
        return waitingRoom.drain(over);
    }

    /**
     * Answers held requests, refuses further ones, waits up to three seconds for reads and writes in flight, and closes
     * the store. Blocks.
     */
    @Override
    public void close() {
        closed = true;
        waitingRoom.close();
        try {
            CompletableFuture.allOf(reads.answered(), writes.answered())
                    .get(CALLS_ON_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // Their callers get a failure when the store gives up.
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } finally {
            store.close();
        }
    }

    private CompletableFuture<Map<String, KeyState>> readShared(Set<String> keys) {
        return reads.join(batch -> batch.addAll(keys)).handle((all, failure) -> {
            if (failure != null) {
                throw unavailable(failure);
            }
            return all;
        });
    }

    private Map<String, KeyState> difference(Map<String, Long> known, Map<String, KeyState> current) {
        Map<String, KeyState> changed = Map.of();
        for (Map.Entry<String, Long> entry : known.entrySet()) {
            KeyState state = stateOf(entry.getKey(), current);
            if (state.version() != entry.getValue()) {
                changed = changed.isEmpty() ? new LinkedHashMap<>() : changed;
                changed.put(state.key(), state);
                seen(state);
            }
        }
        return changed;
    }

    private Map<String, KeyState> only(Set<String> keys, Map<String, KeyState> all) {
        Map<String, KeyState> states = new LinkedHashMap<>();
        keys.forEach(key -> states.put(key, stateOf(key, all)));
        return states;
    }

    private void repeatUnconfirmed() {
        Map<String, Change> changes = new HashMap<>(unconfirmed);
        if (!changes.isEmpty() && !closed) {
            writes.join(batch -> changes.forEach(batch::putIfAbsent))
                    .thenAccept(done -> written(changes.values().stream()
                            .filter(change -> unconfirmed.remove(change.key(), change))
                            .toList()));
        }
    }

    private void written(List<Change> changes) {
        if (!changes.isEmpty()) {
            writeObservers.forEach(observer -> observer.accept(changes));
        }
    }

    private void seen(KeyState state) {
        highestVersion.accumulate(state.version());
    }

    /** Without the hash: the content can have changed by the time of the retry. */
    private static Change asRepeated(Change change) {
        return new Change(change.key(), Optional.empty(), change.source(), change.deletes());
    }

    private static KeyState stateOf(String key, Map<String, KeyState> states) {
        KeyState state = states.get(key);
        if (state == null) {
            throw new IllegalStateException("The store left out '" + key + "'");
        }
        return state;
    }

    private static RuntimeException unavailable(Throwable failure) {
        return failure instanceof RealityUnavailableException known
                ? known
                : new RealityUnavailableException("The store failed", failure);
    }

    private static RealityUnavailableException shuttingDown() {
        return new RealityUnavailableException("This node is shutting down");
    }

    private final class Notifications implements StoreListener {

        @Override
        public void changed(KeyState state) {
            seen(state);
            waitingRoom.changed(state.key());
            observers.forEach(observer -> observer.accept(state));
        }

        @Override
        public void uncertain() {
            waitingRoom.uncertain();
        }
    }
}
