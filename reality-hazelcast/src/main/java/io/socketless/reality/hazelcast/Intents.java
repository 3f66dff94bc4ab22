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
 * What the nodes are about to publish, in a third map: a {@link Note} for each transaction that is being committed, under the
 * {@linkplain Roster#id id} of its node's start and a number.
 *
 * <p><b>The writer</b> puts the note before the commit and removes it when the publication is confirmed, or after a rollback. The
 * note's key is chosen so that another member owns it: then the note survives the death of this one even if no backup was
 * written. If the partition has moved here meanwhile, the note is written once more, under another key.
 *
 * <p><b>A look</b> at all notes, every 10 seconds and as soon as a member has left, by every node:
 *
 * <ol>
 *   <li>Notes of a node that is there are left alone, however old they are: only it knows what became of the transaction.
 *   <li>Notes of a node that is gone (its member is, or its announcement) are published by the first node of the roster: at
 *       once, and again 1, 5, 21, 85 and 300 seconds after that. For the database may carry out a commit that it has received after the
 *       node had died, and the node may merely have been paused. After the last time the note is removed.
 *   <li>Notes of this node itself that it does not know of, or has {@linkplain Intent#handOver handed over}: it published in vain, or
 *       could not tell whether its put had succeeded, or a split brought back what it had removed. Published once and removed.
 * </ol>
 *
 * Times are counted by the node that looks, in {@code nanoTime}, so clocks that differ or jump do no harm. If that node dies, the next
 * one begins to count anew. A note published twice, or one that was never committed, costs a refetch.
 *
 * <p>If all nodes go at once the notes go as well, but so does every floor, and new floors are above everything.
 *
 * <p>Thread-safe. {@code open} and {@code over} are filled before the map, respectively before a removal from it, so a look that finds
 * a key in neither can be sure that nobody is concerned with it any more. Looks exclude each other; {@code orphans} is theirs.
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

    /** Publishes changes and returns when that is confirmed. */
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
    public Intent note(Collection<Change> changes) {
        byte[] note = Note.of(changes).encoded();
        try {
            Noted intent = noted(keyElsewhere(), note);
            for (int moves = 0; moves < MOST_MOVES && hasComeHere(intent.key); moves++) {
                intent.withdraw();
                intent = noted(keyElsewhere(), note);
            }
            return intent;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new RealityUnavailableException("Interrupted while noting an intent", interrupted);
        } catch (TimeoutException late) {
            throw new RealityUnavailableException(
                    "The cluster did not answer within " + LIMIT.toSeconds() + " s", late);
        } catch (ExecutionException | RuntimeException failed) {
            throw new RealityUnavailableException("The cluster cannot answer", failed);
        }
    }

    private Noted noted(String key, byte[] note) throws InterruptedException, ExecutionException, TimeoutException {
        boolean noted = false;
        open.add(key);
        try {
            map.setAsync(key, note).toCompletableFuture().get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            noted = true;
            return new Noted(key);
        } finally {
            if (!noted) {
                open.remove(key);
            }
        }
    }

    /** Whether a note of a node that is gone is to be published now; without asking the cluster. */
    boolean due() {
        long now = nanoTime.getAsLong();
        return orphans.values().stream().anyMatch(orphan -> orphan.isDue(now));
    }

    /**
     * Looks at all notes and publishes what has to be. Blocks, also while another look goes on.
     *
     * @param begun called when this look begins: what happens from then on takes another
     */
    synchronized void look(Runnable begun) throws InterruptedException {
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
                Note.decoded(bytes).changes().forEach(change -> changes.put(change.key(), change));
                read.add(key);
            } catch (UnknownFormatException later) {
                orphans.remove(key);
                if (unreadable.add(key)) {
                    HazelcastMessage.INTENT_UNREADABLE.log(LOG, key);
                }
            }
        });
        if (read.isEmpty()) {
            return;
        }
        publisher.publish(changes.values());
        if (read.stream().map(orphans::get).anyMatch(orphan -> orphan != null && orphan.isNew())) {
            HazelcastMessage.INTENTS_PUBLISHED.log(LOG, changes.size(), read.size());
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

    /** A fresh key that another member owns, if there is another. */
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
     * Whether this member owns the key though there is another. The partition may move here while the note is on its way; it
     * is then acknowledged here, perhaps without its backup, and would be lost with this member.
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

    private final class Noted implements Intent {

        private final String key;

        Noted(String key) {
            this.key = key;
        }

        @Override
        public void withdraw() {
            over.add(key);
            open.remove(key);
            try {
                remove(key);
            } catch (RuntimeException failed) {
                LOG.log(Level.DEBUG, "An intent could not be removed; this is tried again", failed);
            }
        }

        @Override
        public void handOver() {
            open.remove(key);
        }
    }

    /** A note whose node is gone, as this node has dealt with it. Confined to looks but for {@link #isDue}. */
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
