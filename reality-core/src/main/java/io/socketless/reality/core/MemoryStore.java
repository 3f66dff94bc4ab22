package io.socketless.reality.core;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.Peer;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.StoreListener;
import io.socketless.reality.spi.Versions;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps versions in the memory of one node, for a single server or a test. All absent keys share one floor. It is made
 * from the clock when the store is created, above every version that an earlier run can have issued. A deleted key
 * keeps its last version.
 *
 * <p>A write that exceeds the maximum of keys sweeps, and so does the first write after a search for idle keys is due:
 * the floor is raised above the entries to remove, then they are removed. No write runs meanwhile, since a version
 * chosen above the old floor could be below the new one. Reads continue. They look up the entry first and the floor
 * after that, and report an entry that is not above the floor with the floor as its version.
 *
 * <p>Thread-safe: writes share a lock that a sweep holds exclusively. Each key is changed atomically, and listeners are
 * called by the writing thread after it has released both.
 */
public final class MemoryStore implements RealityStore {

    private static final System.Logger LOG = System.getLogger(MemoryStore.class.getName());

    private final NodeIdentity self;
    private final Clock clock;
    private final Bounds bounds;
    private final ConcurrentHashMap<String, KeyState> states = new ConcurrentHashMap<>();
    private final ReadWriteLock sweeping = new ReentrantReadWriteLock();
    private volatile long floor;
    private volatile long searchedAt;
    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** Opens a store with default bounds. */
    public MemoryStore(NodeIdentity self, Clock clock) {
        this(self, clock, Bounds.DEFAULTS);
    }

    public MemoryStore(NodeIdentity self, Clock clock, Bounds bounds) {
        this.self = self;
        this.clock = clock;
        this.bounds = bounds;
        this.floor = Versions.ceiling(clock.millis());
        this.searchedAt = clock.millis();
    }

    @Override
    public Map<String, KeyState> read(Set<String> keys) {
        requireOpen();
        Map<String, KeyState> answer = new LinkedHashMap<>();
        for (String key : keys) {
            KeyState state = states.get(key);
            answer.put(key, state == null ? KeyState.absent(key, floor, self.serverId()) : above(floor, state));
        }
        return answer;
    }

    @Override
    public Map<String, KeyState> write(Collection<Change> changes) {
        requireOpen();
        if (changes.stream().map(Change::key).distinct().count() < changes.size()) {
            throw new IllegalArgumentException("A key occurs more than once in one write");
        }
        Map<String, KeyState> written = written(changes);
        if (isFull() || searchIsDue()) {
            sweep();
        }
        written.values().forEach(this::notifyListeners);
        return written;
    }

    @Override
    public List<KeyState> changedSince(long version) {
        requireOpen();
        return states.values().stream()
                .map(state -> above(floor, state))
                .filter(state -> state.exists() && state.version() > version)
                .sorted(Comparator.comparingLong(KeyState::version))
                .toList();
    }

    @Override
    public void listen(StoreListener listener) {
        listeners.add(listener);
    }

    /** None: this store is not shared. */
    @Override
    public List<Peer> peers() {
        return List.of();
    }

    @Override
    public void close() {
        closed = true;
        listeners.clear();
    }

    private Map<String, KeyState> written(Collection<Change> changes) {
        Map<String, KeyState> written = new LinkedHashMap<>();
        sweeping.readLock().lock();
        try {
            for (Change change : changes) {
                KeyState state = states.compute(change.key(), (key, previous) -> after(previous, change));
                written.put(change.key(), Objects.requireNonNull(state));
            }
        } finally {
            sweeping.readLock().unlock();
        }
        return written;
    }

    private KeyState after(@Nullable KeyState previous, Change change) {
        long least = previous == null ? floor : Math.max(floor, previous.version());
        long version = Versions.next(least, Versions.candidate(clock));
        return new KeyState(
                change.key(),
                version,
                change.hash().orElseGet(() -> KeyState.hashOf(version)),
                Instant.ofEpochMilli(clock.millis()),
                change.source(),
                !change.deletes());
    }

    private static KeyState above(long floor, KeyState state) {
        return state.version() > floor
                ? state
                : new KeyState(
                        state.key(), floor, KeyState.hashOf(floor), state.updatedAt(), state.source(), state.exists());
    }

    private boolean isFull() {
        return bounds.excess(states.mappingCount()) > 0;
    }

    /** Also if the clock was set back. */
    private boolean searchIsDue() {
        return Math.abs(clock.millis() - searchedAt) >= bounds.searchInterval().toMillis();
    }

    private void sweep() {
        sweeping.writeLock().lock();
        try {
            long start = System.nanoTime();
            List<KeyState> oldest = oldest();
            if (!oldest.isEmpty()) {
                floor = Math.max(floor, oldest.get(oldest.size() - 1).version() + 1);
                oldest.forEach(state -> states.remove(state.key(), state));
                CoreMessages.KEYS_SWEPT.log(
                        LOG, oldest.size(), (System.nanoTime() - start) / 1_000_000, states.mappingCount());
            }
        } finally {
            sweeping.writeLock().unlock();
        }
    }

    /** The entries to remove, oldest version first. Holds the exclusive lock. */
    private List<KeyState> oldest() {
        long now = clock.millis();
        List<KeyState> all = states.values().stream()
                .sorted(Comparator.comparingLong(KeyState::version).thenComparing(KeyState::updatedAt))
                .toList();
        int count = (int) bounds.excess(all.size());
        if (searchIsDue()) {
            searchedAt = now;
            if (!all.isEmpty() && all.get(0).version() <= bounds.overdueLine(now)) {
                long line = bounds.idleLine(now);
                while (count < all.size() && all.get(count).version() <= line) {
                    count++;
                }
            }
        }
        return all.subList(0, count);
    }

    private void notifyListeners(KeyState state) {
        for (StoreListener listener : listeners) {
            try {
                listener.changed(state);
            } catch (RuntimeException broken) {
                CoreMessages.LISTENER_FAILED.logWith(LOG, broken);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new RealityUnavailableException("The store is closed");
        }
    }
}
