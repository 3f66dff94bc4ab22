package io.socketless.reality.jakarta.node;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.core.MemoryStore;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import io.socketless.reality.spi.IntentLog;
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
import java.util.stream.Collectors;

/** Versions in memory, in a store that can be out of order. */
final class FragileStore implements RealityStore {

    volatile boolean broken;
    volatile boolean failsOnClose;
    volatile boolean closed;
    volatile boolean takesNoNotes;
    final List<String> notes = new CopyOnWriteArrayList<>();

    private final MemoryStore memory = new MemoryStore(new NodeIdentity("node-1", Optional.empty()), Clock.systemUTC());

    @Override
    public Map<String, KeyState> read(Set<String> keys) {
        return memory.read(keys);
    }

    @Override
    public Map<String, KeyState> write(Collection<Change> changes) {
        if (broken) {
            throw new RealityUnavailableException("Out of order");
        }
        return memory.write(changes);
    }

    @Override
    public List<KeyState> changedSince(long version) {
        return memory.changedSince(version);
    }

    @Override
    public void listen(StoreListener listener) {
        memory.listen(listener);
    }

    @Override
    public List<Peer> peers() {
        return List.of();
    }

    /** Notes the keys, and says what became of that. */
    @Override
    public Optional<IntentLog> intents() {
        return Optional.of(changes -> {
            if (takesNoNotes) {
                throw new RealityUnavailableException("No notes");
            }
            String keys = changes.stream().map(Change::key).collect(Collectors.joining(" "));
            notes.add("noted " + keys);
            return new Intent() {
                @Override
                public void withdraw() {
                    notes.add("withdrawn " + keys);
                }

                @Override
                public void handOver() {
                    notes.add("handed over " + keys);
                }
            };
        });
    }

    @Override
    public void close() {
        closed = true;
        memory.close();
        if (failsOnClose) {
            throw new IllegalStateException("Does not close");
        }
    }
}
