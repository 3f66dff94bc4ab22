package io.socketless.reality.core;

import io.socketless.reality.Node;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.LogMessage;
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
import org.jspecify.annotations.Nullable;

/**
 * Versions in the memory of one node, for a single server or a test. All absent keys share one floor, made from the clock
 * when the store is created, above every version that an earlier run can have issued. A deleted key keeps its last version.
 *
 * <p>Thread-safe: each key is changed atomically on its own, and listeners are called by the writing thread after it has let
 * go of the key.
 */
public final class MemoryStore implements RealityStore {

    private static final System.Logger LOG = System.getLogger(MemoryStore.class.getName());

    private final NodeIdentity self;
    private final Clock clock;
    private final long floor;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final List<StoreListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    public MemoryStore(NodeIdentity self, Clock clock) {
        this.self = self;
        this.clock = clock;
        this.floor = Versions.ceiling(clock.millis());
    }

    @Override
    public Map<String, Node> read(Set<String> keys) {
        requireOpen();
        Map<String, Node> answer = new LinkedHashMap<>();
        for (String key : keys) {
            Node node = nodes.get(key);
            answer.put(key, node != null ? node : Node.absent(key, floor, self.serverId()));
        }
        return answer;
    }

    @Override
    public Map<String, Node> write(Collection<Change> changes) {
        requireOpen();
        if (changes.stream().map(Change::key).distinct().count() < changes.size()) {
            throw new IllegalArgumentException("A key occurs more than once in one write");
        }
        Map<String, Node> written = new LinkedHashMap<>();
        for (Change change : changes) {
            Node node = nodes.compute(change.key(), (key, previous) -> after(previous, change));
            written.put(change.key(), Objects.requireNonNull(node));
        }
        written.values().forEach(this::tell);
        return written;
    }

    @Override
    public List<Node> changedSince(long version) {
        requireOpen();
        return nodes.values().stream()
                .filter(node -> node.exists() && node.version() > version)
                .sorted(Comparator.comparingLong(Node::version))
                .toList();
    }

    @Override
    public void listen(StoreListener listener) {
        listeners.add(listener);
    }

    /** None: this store is shared with nobody. */
    @Override
    public List<Peer> peers() {
        return List.of();
    }

    @Override
    public void close() {
        closed = true;
        listeners.clear();
    }

    private Node after(@Nullable Node previous, Change change) {
        long version = Versions.next(previous == null ? floor : previous.version(), Versions.candidate(clock));
        return new Node(
                change.key(),
                version,
                change.hash().orElseGet(() -> Node.hashOf(version)),
                Instant.ofEpochMilli(clock.millis()),
                change.source(),
                !change.deletes());
    }

    private void tell(Node node) {
        for (StoreListener listener : listeners) {
            try {
                listener.changed(node);
            } catch (RuntimeException broken) {
                LogMessage.STORE_LISTENER_FAILED.logWith(LOG, broken);
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new RealityUnavailableException("The store is closed");
        }
    }
}
