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
 * <p>The promise that everything here serves: if a write of a key returned success, every sync that starts later, on any
 * node, reports the key to every client whose data is older. So a sync is never answered from what this node remembers, and a
 * read is shared only among those who asked before it was sent.
 *
 * <p>Futures complete on a thread of the executor, or on the thread that asked; what depends on them may take a moment, but
 * must not wait.
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
     * @param timer used for this engine only; both stay the caller's to shut down
     */
    public Engine(RealityStore store, EngineOptions options, Executor executor, Timer timer) {
        this.store = store;
        reads = new Combiner<>(HashSet::new, store::read, READ_LANES, executor, timer);
        writes = new Combiner<>(
                LinkedHashMap::new, changes -> store.write(changes.values()), WRITE_LANES, executor, timer);
        waitingRoom = new WaitingRoom(
                this::readShared,
                options.maxWaiters(),
                options.lookInterval(),
                options.spreadOnClose(),
                executor,
                timer);
        timer.every(WATCH_INTERVAL, () -> {
            reads.failOlderThan(options.readTimeout().toNanos());
            writes.failOlderThan(options.writeTimeout().toNanos());
        });
        timer.every(REPEAT_INTERVAL, () -> executor.execute(this::repeatUnconfirmed));
        store.listen(new Hints());
    }

    /**
     * Compares what a client knows with what is. With a {@code wait} above zero, and something known, holds the answer until
     * one of the keys has another version, or until the time is over. Cancelling the future means that the client is gone.
     *
     * @return fails with {@link RealityUnavailableException} if the versions cannot be read
     * @throws WaitersFullException if the client would wait and there is no room
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
            Map<String, KeyState> nodes = only(keys, all);
            nodes.values().forEach(this::seen);
            return nodes;
        });
    }

    /**
     * Moves the versions of keys; the last of several changes of one key counts. Concurrent changes of a key share a write
     * that has not been sent yet.
     *
     * @return fails with {@link RealityUnavailableException} if the write could not be confirmed in time; it is then tried
     *     again in the background until it succeeds or this engine closes
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

    /** Where this node notes what it is about to publish, if the store has such a place. */
    public Optional<IntentLog> intents() {
        return store.intents();
    }

    /** The highest version that this node has seen; 0 if none yet. */
    public long highestVersion() {
        return highestVersion.get();
    }

    /** How many clients wait on this node. */
    public int waiters() {
        return waitingRoom.occupied();
    }

    /** Adds an observer of changes by any node. It is called on threads of the store, so it must only hand over. */
    public void observe(Consumer<KeyState> observer) {
        observers.add(observer);
    }

    /**
     * Adds an observer of what this node has written, each write once it is confirmed. It is called on threads that complete futures, so
     * it must only hand over.
     */
    public void observeWrites(Consumer<List<Change>> observer) {
        writeObservers.add(observer);
    }

    /**
     * Prepares to leave: answers all who wait in groups over this time, and holds nobody any more, while syncs and writes go on.
     * Returns at once.
     *
     * @return completes when all are answered
     */
    public CompletableFuture<Void> drain(Duration over) {
        return waitingRoom.drain(over);
    }

    /**
     * Answers all who wait, takes no more requests, lets the reads and writes on their way come back for up to three seconds, and
     * closes the store. Blocks.
     */
    @Override
    public void close() {
        closed = true;
        waitingRoom.close();
        try {
            CompletableFuture.allOf(reads.answered(), writes.answered())
                    .get(CALLS_ON_CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException late) {
            // Who asked is told when the store gives up.
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
            KeyState node = nodeOf(entry.getKey(), current);
            if (node.version() != entry.getValue()) {
                changed = changed.isEmpty() ? new LinkedHashMap<>() : changed;
                changed.put(node.key(), node);
                seen(node);
            }
        }
        return changed;
    }

    private Map<String, KeyState> only(Set<String> keys, Map<String, KeyState> all) {
        Map<String, KeyState> nodes = new LinkedHashMap<>();
        keys.forEach(key -> nodes.put(key, nodeOf(key, all)));
        return nodes;
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

    private void seen(KeyState node) {
        highestVersion.accumulate(node.version());
    }

    /** By the time it is repeated the content may be another, so the hash no longer belongs to it. */
    private static Change asRepeated(Change change) {
        return new Change(change.key(), Optional.empty(), change.source(), change.deletes());
    }

    private static KeyState nodeOf(String key, Map<String, KeyState> nodes) {
        KeyState node = nodes.get(key);
        if (node == null) {
            throw new IllegalStateException("The store left out '" + key + "'");
        }
        return node;
    }

    private static RuntimeException unavailable(Throwable failure) {
        return failure instanceof RealityUnavailableException known
                ? known
                : new RealityUnavailableException("The store failed", failure);
    }

    private static RealityUnavailableException shuttingDown() {
        return new RealityUnavailableException("This node is shutting down");
    }

    private final class Hints implements StoreListener {

        @Override
        public void changed(KeyState node) {
            seen(node);
            waitingRoom.hint(node.key());
            observers.forEach(observer -> observer.accept(node));
        }

        @Override
        public void uncertain() {
            waitingRoom.uncertain();
        }
    }
}
