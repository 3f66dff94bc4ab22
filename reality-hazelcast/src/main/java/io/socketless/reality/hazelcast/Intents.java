package io.socketless.reality.hazelcast;

import com.hazelcast.map.IMap;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.Intent;
import io.socketless.reality.spi.IntentLog;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The intents of all nodes, in a third map: an {@link IntentRecord} for each transaction that is being committed,
 * under the {@linkplain Roster#id id} of its node's start and a number.
 *
 * <p><b>The writer</b> records the intent before the commit and removes it when the publication is confirmed, or
 * after a rollback. The key is chosen so that another member owns it: the intent then survives the death of this
 * member even if no backup was written. If the partition has moved here meanwhile, the intent is recorded once
 * more, under another key.
 *
 * <p><b>A recheck</b> of all intents, by every node, every 10 seconds and as soon as a member has left:
 *
 * <ol>
 *   <li>Intents of a running node stay, however old they are: only that node knows the outcome of the transaction.
 *   <li>Intents of a node that is gone (its member, or its roster entry) are published by the first node of the
 *       roster: at once, and again 1, 5, 21, 85 and 300 seconds later. The database can carry out a commit that it
 *       received after the death of the node, and the node can merely have been paused. After the last time the
 *       intent is removed.
 *   <li>Intents of this node that it does not know, or has {@linkplain Intent#handOver handed over}, are published
 *       once and removed: their publication failed, the outcome of their recording was unknown, or a split restored
 *       them.
 * </ol>
 *
 * The node that rechecks measures times in {@code nanoTime}, so clocks that differ or jump are harmless. If that
 * node dies, the next one starts to count again. An intent that is published twice, or was never committed, costs
 * an extra refetch.
 *
 * <p>If all nodes die at once the intents are lost, but so is every floor, and new floors are above everything.
 *
 * <p>Thread-safe. A key is added to {@code open} before the map, and to {@code over} before a removal from it. A
 * recheck that finds a key in neither is therefore the only one concerned with it. Rechecks exclude each other;
 * {@code orphans} belongs to them.
 */
final class Intents implements IntentLog {

    private static final System.Logger LOG = System.getLogger(Intents.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int PAUSE_FACTOR = 4;
    private static final Duration LINGER = Duration.ofMinutes(5);
    private static final int MOST_NUMBERS_TRIED = 20;
    private static final int MOST_MOVES = 3;
    private static final char SEPARATOR = ':';

    private final IMap<String, byte[]> map;
    private final Topology topology;
    private final Roster roster;
    private final Publisher publisher;
    private final LongSupplier nanoTime;
    private final AtomicLong number = new AtomicLong();
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    private final Set<String> over = ConcurrentHashMap.newKeySet();
    private final Map<String, Orphan> orphans = new ConcurrentHashMap<>();
    private final Set<String> unreadable = new HashSet<>();

    /** Publishes changes and returns when the publication is confirmed. */
    @FunctionalInterface
    interface Publisher {
        void publish(Collection<Change> changes) throws InterruptedException;
    }

    Intents(IMap<String, byte[]> map, Topology topology, Roster roster, Publisher publisher, LongSupplier nanoTime) {
        this.map = map;
        this.topology = topology;
        this.roster = roster;
        this.publisher = publisher;
        this.nanoTime = nanoTime;
    }

    @Override
    public Intent record(Collection<Change> changes) {
        byte[] bytes = IntentRecord.of(changes).encoded();
        try {
            Recorded intent = recorded(keyElsewhere(), bytes);
            for (int moves = 0; moves < MOST_MOVES && hasComeHere(intent.key); moves++) {
                intent.withdraw();
                intent = recorded(keyElsewhere(), bytes);
            }
            return intent;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RealityUnavailableException("Interrupted while recording an intent", interrupted);
        } catch (TimeoutException late) {
            throw new RealityUnavailableException(
                    "The cluster did not answer within " + LIMIT.toSeconds() + " s", late);
        } catch (ExecutionException | RuntimeException failed) {
            throw new RealityUnavailableException("The cluster could not answer", failed);
        }
    }

    private Recorded recorded(String key, byte[] bytes)
            throws InterruptedException, ExecutionException, TimeoutException {
        boolean done = false;
        open.add(key);
        try {
            map.setAsync(key, bytes).toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            done = true;
            return new Recorded(key);
        } finally {
            if (!done) {
                open.remove(key);
            }
        }
    }

    /** Whether an intent of a node that is gone must be published now. Answers from local memory. */
    boolean due() {
        long now = nanoTime.getAsLong();
        return orphans.values().stream().anyMatch(orphan -> orphan.isDue(now));
    }

    /**
     * Reads all intents and publishes those that are due. Blocks, also during another recheck.
     *
     * @param begun called when this recheck begins: later events require another one
     */
    synchronized void recheck(Runnable begun) throws InterruptedException {
        begun.run();
        Set<String> keys = map.keySet();
        orphans.keySet().retainAll(keys);
        unreadable.retainAll(keys);
        boolean first = roster.leads();
        long now = nanoTime.getAsLong();
        Set<String> due = new HashSet<>();
        for (String key : keys) {
            String writer = key.substring(0, Math.max(0, key.indexOf(SEPARATOR)));
            if (writer.equals(roster.id())) {
                if (over.contains(key)) {
                    remove(key);
                } else if (!open.contains(key)) {
                    due.add(key);
                }
            } else if (!first || !roster.isGone(writer)) {
                orphans.remove(key);
            } else if (orphans.computeIfAbsent(key, any -> new Orphan(now)).isDue(now)) {
                due.add(key);
            }
        }
        if (!due.isEmpty()) {
            publish(due, now);
        }
    }

    private void publish(Set<String> due, long now) throws InterruptedException {
        Map<String, byte[]> found = map.getAll(due);
        Map<String, Change> changes = new HashMap<>();
        Set<String> read = new HashSet<>();
        found.forEach((key, bytes) -> {
            try {
                IntentRecord.decoded(bytes).changes().forEach(change -> changes.put(change.key(), change));
                read.add(key);
            } catch (UnknownFormatException later) {
                orphans.remove(key);
                if (unreadable.add(key)) {
                    HazelcastMessages.INTENT_UNREADABLE.log(LOG, key);
                }
            }
        });
        if (read.isEmpty()) {
            return;
        }
        publisher.publish(changes.values());
        if (read.stream().map(orphans::get).anyMatch(orphan -> orphan != null && orphan.isNew())) {
            HazelcastMessages.INTENTS_PUBLISHED.log(LOG, changes.size(), read.size());
        }
        for (String key : read) {
            Orphan orphan = orphans.get(key);
            if (orphan == null || orphan.isOver(now)) {
                map.remove(key, found.get(key));
                orphans.remove(key);
            } else {
                orphan.published(now);
            }
        }
    }

    /** A new key that another member owns, if there is another member. */
    private String keyElsewhere() {
        Optional<UUID> here = topology.here();
        String key = "";
        for (int tries = 0; tries < MOST_NUMBERS_TRIED; tries++) {
            key = roster.id() + SEPARATOR + number.incrementAndGet();
            UUID owner = topology.owner(topology.partitionOf(key));
            if (owner != null && !Optional.of(owner).equals(here)) {
                break;
            }
        }
        return key;
    }

    /**
     * Whether this member owns the key although there is another member. The partition can move here while the
     * intent is being recorded. It is then acknowledged here, perhaps without its backup, and would be lost with
     * this member.
     */
    private boolean hasComeHere(String key) {
        UUID owner = topology.owner(topology.partitionOf(key));
        return owner != null
                && Optional.of(owner).equals(topology.here())
                && topology.members().size() > 1;
    }

    private void remove(String key) {
        var ignored = map.removeAsync(key).whenComplete((old, failure) -> {
            if (failure == null) {
                over.remove(key);
            }
        });
    }

    private final class Recorded implements Intent {

        private final String key;

        Recorded(String key) {
            this.key = key;
        }

        @Override
        public void withdraw() {
            over.add(key);
            open.remove(key);
            try {
                remove(key);
            } catch (RuntimeException failed) {
                LOG.log(Level.DEBUG, "Could not remove an intent; this is tried again", failed);
            }
        }

        @Override
        public void handOver() {
            open.remove(key);
        }
    }

    /** The publications of an intent whose node is gone. Confined to rechecks except {@link #isDue}. */
    private static final class Orphan {

        private final long found;
        private volatile long next;

        Orphan(long now) {
            found = now;
            next = now;
        }

        boolean isNew() {
            return next == found;
        }

        boolean isDue(long now) {
            return now - next >= 0;
        }

        boolean isOver(long now) {
            return now - found >= LINGER.toNanos();
        }

        void published(long now) {
            long pause = FIRST_PAUSE.plusNanos((now - found) * PAUSE_FACTOR).toNanos();
            next = found + Math.min(pause, LINGER.toNanos());
        }
    }
}
