package io.socketless.reality.jakarta.versioned;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.core.MemoryStore;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.Peer;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.StoreListener;
import jakarta.enterprise.inject.Produces;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** A store of which nothing can be read. */
record UnreadableStore(RealityStore memory, Supplier<RealityUnavailableException> failure) implements RealityStore {

    private static RealityStore with(Supplier<RealityUnavailableException> failure) {
        return new UnreadableStore(
                new MemoryStore(new NodeIdentity("node-1", Optional.empty()), Clock.systemUTC()), failure);
    }

    @Override
    public Map<String, KeyState> read(Set<String> keys) {
        throw failure.get();
    }

    @Override
    public Map<String, KeyState> write(Collection<Change> changes) {
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

    @Override
    public void close() {
        memory.close();
    }

    /** It says so at once. */
    static class Broken {

        @Produces
        RealityStore store() {
            return with(() -> new RealityUnavailableException("Out of order"));
        }
    }

    /** It takes its time. */
    static class Hanging {

        static final CountDownLatch mayAnswer = new CountDownLatch(1);

        @Produces
        RealityStore store() {
            return with(() -> {
                try {
                    mayAnswer.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                return new RealityUnavailableException("Too late");
            });
        }
    }
}
