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
 * Who else uses the map. Each node announces itself in a second map, under an id of this start, and refreshes that before it
 * expires. This node's view is kept by events and by a full look at each refresh.
 *
 * <p>An announcement is text of three lines: the name, the UUID of the member that the node lives on or "-" if on none, and
 * "up". A reader takes any other third line for a node that is starting or leaving, and ignores further lines.
 *
 * <p>Thread-safe. {@link #peers} never blocks.
 */
final class Roster implements EntryListener<String, String> {

    static final Duration REFRESH = Duration.ofSeconds(10);
    private static final Duration EXPIRY = Duration.ofSeconds(30);
    private static final String NO_MEMBER = "-";
    private static final String UP = "up";

    private final IMap<String, String> map;
    private final Topology topology;
    private final String name;
    private final String id = UUID.randomUUID().toString();
    private final Map<String, Sighting> seen = new ConcurrentHashMap<>();
    private volatile boolean looked;

    Roster(IMap<String, String> map, Topology topology, String name) {
        this.map = map;
        this.topology = topology;
        this.name = name;
    }

    /** Announces this node and looks at all others. Blocks. */
    void refresh() {
        String text = name.replace('\n', ' ') + "\n"
                + topology.here().map(UUID::toString).orElse(NO_MEMBER) + "\n" + UP;
        map.set(id, text, EXPIRY.toSeconds(), TimeUnit.SECONDS);
        // Noted before the look: whoever is heard of during it is not in it, and must not be dropped for that.
        Set<String> gone = new HashSet<>(seen.keySet());
        Map<String, String> all = map.getAll(map.keySet());
        gone.removeAll(all.keySet());
        seen.keySet().removeAll(gone);
        all.forEach((other, announcement) -> seen.computeIfAbsent(other, any -> Sighting.of(announcement)));
        looked = true;
    }

    /** Takes this node off the list. Blocks. */
    void leave() {
        map.delete(id);
    }

    List<Peer> peers() {
        Set<UUID> members = topology.everyMember();
        long now = System.nanoTime();
        return seen.entrySet().stream()
                .filter(entry -> !entry.getKey().equals(id))
                .map(Map.Entry::getValue)
                .map(sighting -> new Peer(sighting.name, sighting.health(members, now)))
                .toList();
    }

    /** Whether a node may live on this member, as far as is known. */
    boolean mayLiveOn(UUID member) {
        return !looked
                || seen.values().stream()
                        .anyMatch(sighting -> sighting.member().equals(Optional.of(member.toString())));
    }

    /** Names this start of the node, and no other. */
    String id() {
        return id;
    }

    /** Whether the node with this id has left, or died with its member, or has not announced itself for long. */
    boolean isGone(String other) {
        Sighting sighting = seen.get(other);
        return sighting == null || sighting.health(topology.everyMember(), System.nanoTime()) == Health.UNHEALTHY;
    }

    /**
     * Whether this node is the one to do what any node may do, but one is enough. For moments there may be two of these, or
     * none. False until this node has announced itself, since it does not know the others before.
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
        seen.put(event.getKey(), Sighting.of(event.getValue()));
    }

    @Override
    public void entryUpdated(EntryEvent<String, String> event) {
        seen.put(event.getKey(), Sighting.of(event.getValue()));
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
     * An announcement as it was last heard.
     *
     * @param member where the node lives, empty if on no member
     * @param at {@link System#nanoTime} of the hearing
     */
    private record Sighting(String name, Optional<String> member, boolean up, long at) {

        static Sighting of(String announcement) {
            String[] lines = announcement.split("\n", -1);
            Optional<String> member = Optional.of(lines)
                    .filter(l -> l.length > 1 && !l[1].equals(NO_MEMBER))
                    .map(l -> l[1]);
            return new Sighting(lines[0], member, lines.length > 2 && lines[2].equals(UP), System.nanoTime());
        }

        Health health(Set<UUID> members, long now) {
            boolean gone =
                    member.isPresent() && members.stream().map(UUID::toString).noneMatch(member.get()::equals);
            if (gone) {
                return Health.UNHEALTHY;
            }
            if (now - at > REFRESH.multipliedBy(2).toNanos()) {
                return Health.UNKNOWN;
            }
            return up ? Health.HEALTHY : Health.DEGRADED;
        }
    }
}
