package io.socketless.reality.core;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.Peer;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.StoreListener;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A memory store whose calls a test can hold, fail and count, and whose hints it can lose. */
final class GatedStore implements RealityStore {

    private static final int OPEN = 1_000_000;

    private final MemoryStore store = new MemoryStore(new NodeIdentity("a", Optional.empty()), Clock.systemUTC());
    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    final List<Set<String>> reads = new CopyOnWriteArrayList<>();
    final List<List<Change>> writes = new CopyOnWriteArrayList<>();
    private final Semaphore readGate = new Semaphore(OPEN);
    private final Semaphore writeGate = new Semaphore(OPEN);
    volatile boolean losesNotifications;
    volatile boolean fails;
    volatile boolean closed;
    volatile Runnable beforeRead = () -> {};

    GatedStore() {
        store.listen(new StoreListener() {
            @Override
            public void changed(KeyState node) {
                if (!losesNotifications) {
                    listeners.forEach(listener -> listener.changed(node));
                }
            }

            @Override
            public void uncertain() {}
        });
    }

    void holdReads() {
        readGate.drainPermits();
    }

    void releaseReads() {
        readGate.release(OPEN);
    }

    void holdWrites() {
        writeGate.drainPermits();
    }

    void releaseWrites() {
        writeGate.release(OPEN);
    }

    /** As if entries had been lost, or clusters had merged. */
    void becomeUncertain() {
        listeners.forEach(StoreListener::uncertain);
    }

    @Override
    public Map<String, KeyState> read(Set<String> keys) {
        reads.add(Set.copyOf(keys));
        beforeRead.run();
        pass(readGate);
        return store.read(keys);
    }

    @Override
    public Map<String, KeyState> write(Collection<Change> changes) {
        writes.add(List.copyOf(changes));
        pass(writeGate);
        return store.write(changes);
    }

    @Override
    public List<KeyState> changedSince(long version) {
        return store.changedSince(version);
    }

    @Override
    public void listen(StoreListener listener) {
        listeners.add(listener);
    }

    @Override
    public List<Peer> peers() {
        return store.peers();
    }

    @Override
    public void close() {
        closed = true;
        store.close();
    }

    private void pass(Semaphore gate) {
        gate.acquireUninterruptibly();
        gate.release();
        if (fails) {
            throw new RealityUnavailableException("The test says so");
        }
    }
}
