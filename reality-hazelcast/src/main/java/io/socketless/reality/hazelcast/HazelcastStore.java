package io.socketless.reality.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.spi.exception.RetryableException;
import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.IntentLog;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.Peer;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.StoreListener;
import io.socketless.reality.spi.Versions;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Versions in a map that many nodes share.
 *
 * <p>The map holds bytes under plain strings, changed by compare-and-set alone, so that no class of ours has to be known on a
 * member: an {@link Entry} for each key, also for a deleted one, and a {@link Floor} for each partition. {@link Floors} tells when
 * entries may have been lost; its protocol is the heart of this package.
 *
 * <p><b>A read</b> is one bulk read of the keys and their floors, repeated until all those floors are sound, and the
 * {@link Lease} was not over when they had been read.
 *
 * <p><b>A write</b>:
 *
 * <ol>
 *   <li>Wait until the {@link Lease} is held and lets writes be confirmed. Note the members. Read keys and floors in bulk, until the
 *       floors are sound.
 *   <li>Compare-and-set each key to a version above its entry and its floor, side by side.
 *   <li>Read keys and floors back in bulk. A key is done if what is there is this write, or was written over it, and is
 *       above the floor, while the floors are sound (so they name the owners that have just answered) and the members are those of
 *       step 1. A member that left meanwhile may have been the backup that acknowledged, or the owner. And the lease must hold.
 *   <li>What is not done starts again, after a short random pause, from what step 3 has read if that was sound.
 * </ol>
 *
 * A compare-and-set that Hazelcast repeated by itself during a failover may report failure although it took effect; step 3 looks
 * at the bytes, whose stamp tells whose they are.
 *
 * <p>Thread-safe.
 */
final class HazelcastStore implements RealityStore {

    private static final System.Logger LOG = System.getLogger(HazelcastStore.class.getName());
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final long GATHERING_MILLIS = 20;
    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final Duration HOLD = Duration.ofSeconds(30);

    private final NodeIdentity self;
    private final Clock clock;
    private final int quorum;
    private final Bounds bounds;
    private final HazelcastInstance instance;
    private final Runnable release;
    private final IMap<String, byte[]> map;
    private final Topology topology;
    private final Owners owners;
    private final Floors floors;
    private final Hints hints;
    private final Roster roster;
    private final Sweeper sweeper;
    private final Intents intents;
    private final Calls calls;
    private final ScheduledThreadPoolExecutor timer;
    private final ScheduledThreadPoolExecutor leaseThread;
    private final Lease lease;
    private final Subscriptions subscriptions;
    private final AtomicBoolean repairing = new AtomicBoolean();
    private final AtomicBoolean releasing = new AtomicBoolean();
    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final CountDownLatch left = new CountDownLatch(1);

    /**
     * Opens the store on an instance that runs.
     *
     * @throws RealityUnavailableException if the cluster does not answer; the instance is then as it was, not released
     */
    static HazelcastStore open(
            Attachment attachment, String mapName, int quorum, Bounds bounds, NodeIdentity self, Clock clock) {
        HazelcastStore store = new HazelcastStore(attachment, mapName, quorum, bounds, self, clock);
        try {
            store.start();
            return store;
        } catch (RuntimeException | Error failed) {
            store.leave();
            throw failed;
        }
    }

    private HazelcastStore(
            Attachment attachment, String mapName, int quorum, Bounds bounds, NodeIdentity self, Clock clock) {
        this.instance = attachment.instance();
        this.self = self;
        this.clock = clock;
        this.quorum = quorum;
        this.bounds = bounds;
        this.release = attachment.release();
        this.topology = new Topology(instance);
        this.owners = new Owners(topology);
        this.calls = new Calls("reality-" + mapName);
        this.timer = timer("reality-" + mapName + "-timer");
        this.map = instance.getMap(mapName);
        IMap<String, String> nodes = instance.getMap(mapName + "-nodes");
        this.roster = new Roster(nodes, topology, self.name());
        this.floors = new Floors(map, topology, owners, roster::mayLiveOn, clock, calls::startAside);
        this.hints = new Hints(floors, timer);
        this.leaseThread = timer("reality-" + mapName + "-lease");
        // Members may answer after the end.
        this.leaseThread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        this.lease = new Lease(
                Lease.length(instance),
                quorum,
                new Fellows(map, topology),
                leaseThread,
                System::nanoTime,
                clock::millis,
                this::shaken,
                this::merged);
        this.sweeper = new Sweeper(map, topology, floors, bounds, topology::clusterTime, this::mayRunForAll, calls);
        this.intents = new Intents(
                instance.getMap(mapName + MapShape.INTENTS), topology, roster, this::publish, System::nanoTime);
        this.subscriptions = new Subscriptions(instance, map, nodes);
    }

    private void start() {
        calls.await(LIMIT, () -> {
            owners.observeAll();
            subscriptions.subscribe(hints, roster, this::shaken, this::merged, this::movedAway, this::ending);
            if (topology.members().size() >= quorum) { // else when others have joined; nothing is answered before
                settleAll();
            }
            return roster;
        });
        lease.begin();
        every(leaseThread, lease.period(), lease::step);
        every(timer, Duration.ofSeconds(1), this::tick);
        every(timer, Roster.REFRESH, () -> calls.start(this::refresh));
        every(timer, bounds.sweepInterval(), () -> calls.start(() -> quietly(sweeper::run)));
        calls.start(this::refresh);
    }

    @Override
    public Map<String, KeyState> read(Set<String> keys) {
        requireOpen();
        if (keys.isEmpty()) {
            return Map.of();
        }
        return calls.await(LIMIT, () -> {
            Sight sight = answerable(new Attempts(LIMIT), keys);
            Map<String, KeyState> answer = new LinkedHashMap<>();
            for (String key : keys) {
                answer.put(key, sight.node(key, self.serverId()));
            }
            return answer;
        });
    }

    @Override
    public Map<String, KeyState> write(Collection<Change> changes) {
        requireOpen();
        Map<String, Change> wanted = byKey(changes);
        if (wanted.isEmpty()) {
            return Map.of();
        }
        return calls.await(LIMIT.plusSeconds(1), () -> {
            Map<String, KeyState> done = confirmed(wanted);
            Map<String, KeyState> answer = new LinkedHashMap<>();
            wanted.keySet().forEach(key -> answer.put(key, done.get(key)));
            return answer;
        });
    }

    @Override
    public List<KeyState> changedSince(long version) {
        requireOpen();
        return calls.await(LIMIT, () -> {
            Attempts attempts = new Attempts(LIMIT);
            while (true) {
                requireLease();
                List<KeyState> changed = existingAbove(version);
                if (lease.held()) {
                    return changed;
                }
                attempts.pause(false);
            }
        });
    }

    private List<KeyState> existingAbove(long version) throws InterruptedException {
        Map<Integer, Long> sound = settleAll();
        List<KeyState> changed = new ArrayList<>();
        for (Map.Entry<String, byte[]> stored : map.entrySet()) {
            String key = stored.getKey();
            if (!key.startsWith(Topology.FLOOR_PREFIX)) {
                long floor = sound.getOrDefault(topology.partitionOf(key), 0L);
                KeyState node = Entry.decoded(stored.getValue()).above(floor, key);
                if (node.exists() && node.version() > version) {
                    changed.add(node);
                }
            }
        }
        changed.sort(Comparator.comparingLong(KeyState::version));
        return changed;
    }

    @Override
    public void listen(StoreListener listener) {
        hints.add(listener);
    }

    @Override
    public List<Peer> peers() {
        return closed.get() ? List.of() : roster.peers();
    }

    @Override
    public Optional<IntentLog> intents() {
        return Optional.of(intents);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            leave();
            release.run();
        }
    }

    private void leave() {
        closed.set(true);
        timer.shutdownNow();
        leaseThread.shutdownNow();
        hints.clear();
        try {
            calls.await(FAREWELL, () -> {
                subscriptions.cancel();
                roster.leave();
                return roster;
            });
        } catch (RealityUnavailableException gone) {
            LOG.log(Level.DEBUG, "The cluster was not told of the end of this node", gone);
        }
        calls.close();
        try {
            calls.awaitEnd(FAREWELL);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        left.countDown();
    }

    /**
     * The instance is about to end while this store is open. On the thread that ends it, which waits for this.
     *
     * <p>When the JVM is told to end, an instance that is not our own has a shutdown hook of Hazelcast's, which by default does not wait for
     * the server and drops the partitions of its member: what the applications commit until they are stopped is published by nobody, and
     * the other members stand still until they have noticed the loss. So this waits until the server has closed the application, and then
     * lets the member hand its partitions over, as the server itself would have done next. An instance that somebody ends while the JVM
     * goes on is not held up.
     */
    private void ending() {
        if (!jvmEnds()) {
            return;
        }
        try {
            if (!left.await(HOLD.toSeconds(), TimeUnit.SECONDS) && closed.compareAndSet(false, true)) {
                leave();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return;
        }
        instance.shutdown();
    }

    private static boolean jvmEnds() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException ends) {
            return true;
        }
    }

    /** Reads under the lease until all floors of these keys are sound. */
    private Sight answerable(Attempts attempts, Collection<String> keys) throws InterruptedException {
        while (true) {
            requireLease();
            Sight sight = soundly(attempts, keys);
            if (lease.held()) {
                return sight;
            }
            attempts.pause(false);
        }
    }

    /** Waits for the lease, but not for long. */
    private void requireLease() throws InterruptedException {
        if (!lease.held()) {
            requireQuorum(topology.members());
            if (!lease.await(PATIENCE)) {
                throw notOneOfThem();
            }
        }
    }

    private static RealityUnavailableException notOneOfThem() {
        return new RealityUnavailableException("Other members do not say that this node is one of them");
    }

    /** Waits until a write may be confirmed. */
    private void requireConfirmable(Attempts attempts) throws InterruptedException {
        while (true) {
            Set<UUID> members = topology.members();
            requireQuorum(members);
            if (!lease.await(attempts.left())) {
                throw notOneOfThem();
            }
            long unsettled = lease.unsettledFor(members);
            if (unsettled <= 0) {
                return;
            }
            attempts.pause(Duration.ofNanos(Math.min(unsettled, PATIENCE.toNanos())));
        }
    }

    /** Reads until all floors of these keys are sound. */
    private Sight soundly(Attempts attempts, Collection<String> keys) throws InterruptedException {
        while (true) {
            boolean patience = true;
            try {
                Sight sight = look(keys);
                if (sight.judgement.sound()) {
                    return sight;
                }
                patience = sight.judgement.patience();
            } catch (RuntimeException failed) {
                if (!isTransient(failed) || !topology.running()) {
                    throw failed;
                }
                attempts.failed(failed);
            }
            attempts.pause(patience);
        }
    }

    /**
     * Whether Hazelcast itself tries again what ends like this, as while a partition moves or its owner leaves. It gives up a bulk
     * read after ten tries in three seconds.
     */
    private static boolean isTransient(RuntimeException failure) {
        return failure instanceof RetryableException;
    }

    private Sight look(Collection<String> keys) {
        Map<String, Integer> partitions = new HashMap<>();
        Set<String> all = new HashSet<>(keys);
        for (String key : keys) {
            int partition = topology.partitionOf(key);
            partitions.put(key, partition);
            all.add(topology.floorKey(partition));
        }
        Map<String, byte[]> values = map.getAll(all);
        Floors.Judgement judgement = floors.judge(new HashSet<>(partitions.values()), values);
        requireQuorum(judgement.members());
        return new Sight(partitions, values, judgement);
    }

    /** On a thread of the store's. */
    private void publish(Collection<Change> changes) throws InterruptedException {
        confirmed(byKey(changes));
    }

    private static Map<String, Change> byKey(Collection<Change> changes) {
        Map<String, Change> wanted = new LinkedHashMap<>();
        for (Change change : changes) {
            if (wanted.put(change.key(), change) != null) {
                throw new IllegalArgumentException("A key occurs more than once in one write");
            }
        }
        return wanted;
    }

    private Map<String, KeyState> confirmed(Map<String, Change> wanted) throws InterruptedException {
        Map<String, Change> open = new LinkedHashMap<>(wanted);
        Map<String, KeyState> done = new HashMap<>();
        Attempts attempts = new Attempts(LIMIT);
        Sight before = null;
        while (true) {
            try {
                requireConfirmable(attempts);
                Sight start = before != null ? before : soundly(attempts, open.keySet());
                Map<String, Proposal> proposals = proposed(open.values(), start);
                apply(proposals);
                Sight after = look(open.keySet());
                boolean firm = after.judgement.sound()
                        && after.judgement.members().equals(start.judgement.members())
                        && lease.held()
                        && lease.unsettledFor(after.judgement.members()) <= 0;
                if (firm) {
                    proposals.forEach((key, proposal) -> {
                        if (proposal.holdsIn(after, key)) {
                            floors.seen(proposal.entry.version());
                            done.put(key, proposal.entry.asNode(key));
                            open.remove(key);
                        }
                    });
                }
                if (open.isEmpty()) {
                    return done;
                }
                before = firm ? after : null;
            } catch (RealityUnavailableException | UnknownFormatException hopeless) {
                throw hopeless;
            } catch (RuntimeException failed) {
                if (!topology.running()) {
                    throw failed;
                }
                attempts.failed(failed);
                before = null;
            }
            attempts.pause(before == null);
        }
    }

    private Map<String, Proposal> proposed(Collection<Change> changes, Sight sight) {
        long latest = Versions.ceiling(topology.clusterTime());
        Map<String, Proposal> proposals = new LinkedHashMap<>();
        for (Change change : changes) {
            byte[] old = sight.values.get(change.key());
            long previous = sight.floor(change.key());
            if (old != null) {
                previous = Math.max(previous, Entry.decoded(old).version());
            }
            long version = Versions.next(previous, Math.min(Versions.candidate(clock), latest));
            Entry entry = Entry.written(
                    version,
                    clock.millis(),
                    change.deletes(),
                    change.hash().orElseGet(() -> KeyState.hashOf(version)),
                    change.source());
            proposals.put(change.key(), new Proposal(old, entry));
        }
        return proposals;
    }

    /** Compares and sets every key, in as many parts side by side as there are threads for. */
    private void apply(Map<String, Proposal> proposals) throws InterruptedException {
        List<Map.Entry<String, Proposal>> all = List.copyOf(proposals.entrySet());
        int width = Math.min(calls.width(), all.size());
        calls.sideBySide(IntStream.range(0, width)
                .<Runnable>mapToObj(part -> () -> {
                    for (int i = part; i < all.size(); i += width) {
                        all.get(i).getValue().apply(map, all.get(i).getKey());
                    }
                })
                .toList());
    }

    /** Makes every floor sound and returns them all. */
    private Map<Integer, Long> settleAll() throws InterruptedException {
        List<Integer> partitions =
                IntStream.range(0, topology.partitions()).boxed().toList();
        Set<String> keys = new HashSet<>();
        partitions.forEach(partition -> keys.add(topology.floorKey(partition)));
        Attempts attempts = new Attempts(LIMIT);
        while (true) {
            Floors.Judgement judgement = floors.judge(partitions, map.getAll(keys));
            requireQuorum(judgement.members());
            if (judgement.sound()) {
                return judgement.versions();
            }
            attempts.pause(judgement.patience());
        }
    }

    /** Members, partitions or the connection to them have changed. On a thread of Hazelcast's. */
    private void shaken() {
        hints.uncertain();
        repair();
        lookAtIntents();
    }

    /** Two clusters have become one. On a thread of Hazelcast's. */
    void merged() {
        floors.distrustAll();
        shaken();
    }

    /** A partition has moved away from here, and others wait until this node has said so. On a thread of Hazelcast's. */
    private void movedAway() {
        if (releasing.compareAndSet(false, true)) {
            try {
                var ignored = timer.schedule(() -> calls.start(this::release), GATHERING_MILLIS, TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closing) {
                releasing.set(false);
            }
        }
    }

    private void release() {
        releasing.set(false);
        quietly(floors::release);
    }

    private void repair() {
        if (repairing.compareAndSet(false, true)) {
            try {
                calls.start(() -> {
                    repairing.set(false);
                    quietly(() -> {
                        owners.observeAll();
                        settleAll();
                    });
                });
            } catch (RejectedExecutionException closing) {
                repairing.set(false);
            }
        }
    }

    /** Whether this node is the one to do what one node does for all, and is still one of them. */
    private boolean mayRunForAll() {
        return roster.leads() && lease.held();
    }

    private void tick() {
        if (topology.running()) {
            owners.tick();
            movedAway(); // in case the table here was not yet up to date when the event came
            if (intents.due()) {
                lookAtIntents();
            }
        }
    }

    private void refresh() {
        quietly(roster::refresh);
        repair();
        lookAtIntents();
    }

    private void lookAtIntents() {
        if (looking.compareAndSet(false, true)) {
            try {
                calls.start(() -> quietly(() -> intents.look(() -> looking.set(false))));
            } catch (RejectedExecutionException closing) {
                looking.set(false);
            }
        }
    }

    private void quietly(Task task) {
        try {
            task.run();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException failed) {
            if (!closed.get()) {
                LOG.log(Level.DEBUG, "The cluster did not answer; this is tried again", failed);
            }
        }
    }

    private static void every(ScheduledThreadPoolExecutor thread, Duration period, Runnable task) {
        Runnable safe = () -> {
            try {
                task.run();
            } catch (RuntimeException failed) {
                LOG.log(Level.DEBUG, "A periodic task failed; it goes on", failed);
            }
        };
        var ignored = thread.scheduleWithFixedDelay(safe, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new RealityUnavailableException("The store is closed");
        }
    }

    private void requireQuorum(Set<UUID> members) {
        if (members.size() < quorum) {
            throw new RealityUnavailableException("Too few members are together: the quorum is " + quorum);
        }
    }

    private static ScheduledThreadPoolExecutor timer(String name) {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    @FunctionalInterface
    private interface Task {
        void run() throws InterruptedException;
    }

    /** Keys and floors as one bulk read found them, and what to think of it. */
    private record Sight(Map<String, Integer> partitions, Map<String, byte[]> values, Floors.Judgement judgement) {

        long floor(String key) {
            Long floor = judgement.versions().get(partitions.get(key));
            if (floor == null) {
                throw new IllegalStateException("The floor is not sound");
            }
            return floor;
        }

        KeyState node(String key, String serverId) {
            byte[] bytes = values.get(key);
            long floor = floor(key);
            return bytes == null
                    ? KeyState.absent(key, floor, serverId)
                    : Entry.decoded(bytes).above(floor, key);
        }
    }

    /** One compare-and-set. Confined to the thread that applies it until the parts are joined. */
    private static final class Proposal {

        private final byte @Nullable [] old;
        private final Entry entry;
        private final byte[] bytes;
        private boolean accepted;

        Proposal(byte @Nullable [] old, Entry entry) {
            this.old = old;
            this.entry = entry;
            this.bytes = entry.encoded();
        }

        void apply(IMap<String, byte[]> map, String key) {
            accepted = old == null ? map.putIfAbsent(key, bytes) == null : map.replace(key, old, bytes);
        }

        boolean holdsIn(Sight sight, String key) {
            byte[] found = sight.values.get(key);
            if (found == null || sight.floor(key) >= entry.version()) {
                return false;
            }
            return Arrays.equals(found, bytes)
                    || (accepted && Entry.decoded(found).version() > entry.version());
        }
    }
}
