package io.socketless.reality.hazelcast;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.EntryListener;
import com.hazelcast.map.IMap;
import com.hazelcast.map.MapEvent;
import io.socketless.reality.spi.Peer;
import io.socketless.reality.spi.Peer.Health;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The nodes that use the map. Each node writes an entry in a second map, under an id of this start.
 *
 * <p>Protocol: a node refreshes its entry before it expires, and removes it when it leaves. Events update this
 * node's view at once; a full read at each refresh makes up for lost events. A node that was added during that read
 * stays, although the read does not contain it.
 *
 * <p>An entry is text of three lines: the name, the UUID of the member of the node or "-" if it has none, and "up".
 * Any other third line means that the node is starting or leaving. Further lines are ignored.
 *
 * <p>Thread-safe. {@link #peers} never blocks.
 */
final class Roster implements EntryListener<String, String> {

    static final Duration REFRESH = Duration.ofSeconds(10);
    private static final Duration EXPIRY = REFRESH.multipliedBy(3);
    private static final Duration UNKNOWN_AFTER = REFRESH.multipliedBy(2);
    private static final String NO_MEMBER = "-";
    private static final String UP = "up";

    private final IMap<String, String> map;
    private final Topology topology;
    private final String name;
    private final String id = UUID.randomUUID().toString();
    private final Map<String, Received> seen = new ConcurrentHashMap<>();
    private volatile boolean refreshed;

    Roster(IMap<String, String> map, Topology topology, String name) {
        this.map = map;
        this.topology = topology;
        this.name = name;
    }

    /** Writes the entry of this node and reads all others. Blocks. */
    void refresh() {
        String text = name.replace('\n', ' ') + "\n"
                + topology.here().map(UUID::toString).orElse(NO_MEMBER) + "\n" + UP;
        map.set(id, text, EXPIRY.toSeconds(), TimeUnit.SECONDS);
        // Copied before the read: a node that is added by an event during the read must not be dropped.
        Set<String> gone = new HashSet<>(seen.keySet());
        Map<String, String> all = map.getAll(map.keySet());
        gone.removeAll(all.keySet());
        seen.keySet().removeAll(gone);
        all.forEach((other, entry) -> seen.computeIfAbsent(other, any -> Received.of(entry)));
        refreshed = true;
    }

    /** Removes the entry of this node. Blocks. */
    void leave() {
        map.delete(id);
    }

    List<Peer> peers() {
        Set<UUID> members = topology.everyMember();
        long now = System.nanoTime();
        return seen.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(id))
                .map(Map.Entry::getValue)
                .map(received -> new Peer(received.name, received.health(members, now)))
                .toList();
    }

    /** Whether a node can live on this member, as far as is known. */
    boolean mayLiveOn(UUID member) {
        return !refreshed
                || seen.values().stream()
                        .anyMatch(received -> received.member().equals(Optional.of(member.toString())));
    }

    /** Identifies this start of the node. */
    String id() {
        return id;
    }

    /** Whether the node with this id has left, died with its member, or let its entry expire. */
    boolean isGone(String other) {
        Received received = seen.get(other);
        return received == null || received.health(topology.everyMember(), System.nanoTime()) == Health.UNHEALTHY;
    }

    /**
     * Whether this node does the work for which one node is enough. For moments two nodes can lead, or none. False
     * until the first refresh, because this node does not know the others before.
     */
    boolean leads() {
        Set<UUID> members = topology.everyMember();
        long now = System.nanoTime();
        return seen.containsKey(id)
                && seen.entrySet().stream()
                        .filter(entry -> entry.getValue().health(members, now) == Health.HEALTHY)
                        .noneMatch(entry -> entry.getKey().compareTo(id) < 0);
    }

    @Override
    public void entryAdded(EntryEvent<String, String> event) {
        seen.put(event.getKey(), Received.of(event.getValue()));
    }

    @Override
    public void entryUpdated(EntryEvent<String, String> event) {
        seen.put(event.getKey(), Received.of(event.getValue()));
    }

    @Override
    public void entryRemoved(EntryEvent<String, String> event) {
        seen.remove(event.getKey());
    }

    @Override
    public void entryEvicted(EntryEvent<String, String> event) {
        seen.remove(event.getKey());
    }

    @Override
    public void entryExpired(EntryEvent<String, String> event) {
        seen.remove(event.getKey());
    }

    @Override
    public void mapCleared(MapEvent event) {
        seen.clear();
    }

    @Override
    public void mapEvicted(MapEvent event) {
        seen.clear();
    }

    /**
     * A roster entry as it was last received.
     *
     * @param member the member of the node, if it has one
     * @param at {@link System#nanoTime} of the receipt
     */
    private record Received(String name, Optional<String> member, boolean up, long at) {

        static Received of(String entry) {
            String[] lines = entry.split("\n", -1);
            Optional<String> member = Optional.of(lines)
                    .filter(l -> l.length > 1 && !l[1].equals(NO_MEMBER))
                    .map(l -> l[1]);
            return new Received(lines[0], member, lines.length > 2 && lines[2].equals(UP), System.nanoTime());
        }

        Health health(Set<UUID> members, long now) {
            boolean gone =
                    member.isPresent() && members.stream().map(UUID::toString).noneMatch(member.get()::equals);
            if (gone) {
                return Health.UNHEALTHY;
            }
            if (now - at > UNKNOWN_AFTER.toNanos()) {
                return Health.UNKNOWN;
            }
            return up ? Health.HEALTHY : Health.DEGRADED;
        }
    }
}
