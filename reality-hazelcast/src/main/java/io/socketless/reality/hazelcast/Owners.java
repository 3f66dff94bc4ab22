package io.socketless.reality.hazelcast;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The recent owners of each partition as this node saw them, and the losses for which its floor must still be raised.
 * {@link Floors} explains their purpose.
 *
 * <p>Protocol: each observation reads the members first, then owners. A member counts as a recent owner of a
 * partition until {@value #TICKS_KEPT} {@linkplain #tick() ticks} have passed without an observation of it as the
 * owner. Ticks, unlike time, stop with a paused JVM, so it does not forget owners. When a member leaves the member
 * list, every partition that it owned recently owes a raise, until a floor is seen or written that accounts for the
 * loss.
 *
 * <p>Thread-safe; guarded by this.
 */
final class Owners {

    private static final int TICKS_KEPT = 10;

    private final Topology topology;
    private final List<Map<UUID, Integer>> recent = new ArrayList<>();
    private final Map<Integer, Set<UUID>> owed = new HashMap<>();
    private final Map<Integer, Long> least = new HashMap<>();
    private final Map<Integer, Move> moves = new HashMap<>();
    private Set<UUID> members = Set.of();
    private int tick;

    Owners(Topology topology) {
        this.topology = topology;
    }

    /** Observes these partitions, and all of them if the members have changed. */
    synchronized View observe(Collection<Integer> partitions) {
        Set<UUID> now = topology.members();
        if (!now.equals(members)) {
            members = now;
            observeEach(IntStream.range(0, topology.partitions()).boxed().toList());
        }
        return new View(now, observeEach(partitions));
    }

    /** Observes every partition. */
    synchronized void observeAll() {
        observe(IntStream.range(0, topology.partitions()).boxed().toList());
    }

    /** Observes every partition, and drops old owners. Called about once a second. */
    synchronized void tick() {
        tick++;
        observeAll();
        for (Map<UUID, Integer> owners : recent) {
            owners.values().removeIf(seen -> seen < tick - TICKS_KEPT);
        }
    }

    /** The conditions that the floor of a partition must satisfy. */
    synchronized Demand demand(int partition) {
        return new Demand(Set.copyOf(owed.getOrDefault(partition, Set.of())), least.getOrDefault(partition, 0L));
    }

    /** Records that the floor of the partition was seen, or written, at this version, and accounts for these losses. */
    synchronized void settled(int partition, Collection<UUID> losses, long version) {
        least.merge(partition, version, Math::max);
        Set<UUID> open = owed.get(partition);
        if (open != null && open.removeAll(losses) && open.isEmpty()) {
            owed.remove(partition);
        }
    }

    /** Requires that every floor is raised, whatever it accounts for. */
    synchronized void oweEverywhere(UUID reason) {
        for (int partition = 0; partition < topology.partitions(); partition++) {
            owe(partition, reason);
        }
    }

    /**
     * The time in nanoseconds since this node first saw the partition with this owner while its floor named another
     * one.
     *
     * @param nanoTime the current {@link System#nanoTime}
     */
    synchronized long movedFor(int partition, UUID owner, long nanoTime) {
        Move move = moves.get(partition);
        if (move == null || !move.owner.equals(owner)) {
            move = new Move(owner, nanoTime);
            moves.put(partition, move);
        }
        return nanoTime - move.since;
    }

    /** The partitions that a member owned recently and does not own now. */
    synchronized Set<Integer> leftBy(UUID member) {
        observeAll();
        Set<Integer> left = new HashSet<>();
        for (int partition = 0; partition < recent.size(); partition++) {
            if (recent.get(partition).containsKey(member) && !member.equals(topology.owner(partition))) {
                left.add(partition);
            }
        }
        return left;
    }

    /** Records that the floor of the partition names its owner. */
    synchronized void bound(int partition) {
        moves.remove(partition);
    }

    private Map<Integer, UUID> observeEach(Collection<Integer> partitions) {
        while (recent.size() < topology.partitions()) {
            recent.add(new HashMap<>());
        }
        Map<Integer, UUID> owners = new HashMap<>();
        for (int partition : partitions) {
            Map<UUID, Integer> seen = recent.get(partition);
            @Nullable UUID owner = topology.owner(partition);
            if (owner != null) {
                owners.put(partition, owner);
                seen.put(owner, tick);
            }
            seen.keySet().removeIf(member -> {
                boolean lost = !members.contains(member);
                if (lost) {
                    owe(partition, member);
                }
                return lost;
            });
        }
        return owners;
    }

    private void owe(int partition, UUID loss) {
        owed.computeIfAbsent(partition, any -> new HashSet<>()).add(loss);
    }

    /** One observation: the members, then the owners of the partitions observed, as far as they have one. */
    record View(Set<UUID> members, Map<Integer, UUID> owners) {}

    /**
     * The conditions that the floor of a partition must satisfy.
     *
     * @param losses the losses that it must account for
     * @param least the highest version at which this node has seen it
     */
    record Demand(Set<UUID> losses, long least) {}

    private record Move(UUID owner, long since) {}
}
