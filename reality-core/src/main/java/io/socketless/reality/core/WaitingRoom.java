package io.socketless.reality.core;

import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The clients that wait for a change, indexed by the keys that they watch, so that a change costs in proportion to those
 * whom it concerns.
 *
 * <p>Protocol of a waiter: it is registered for all its keys, then the versions are read, then it is left alone. A change
 * between any two of these steps is seen, since it is either in what the read returns or finds the waiter registered.
 *
 * <p>A wake-up is only a hint: it names a key to look at, and the answer always comes from a fresh read of the store. Lost
 * hints are made up for by looking at all watched keys at an interval. A look may overtake the read of step two and would tell of
 * its own keys only, so nobody is answered before that read is in, and who is sent home before it is refused instead. A look that
 * began before a waiter came may find less than the waiter knows, so it answers only those who waited when it began.
 *
 * <p>A waiter is answered by a change, by its deadline, by a failed first read, by {@link #drain} or by {@link #close}, and it may
 * be cancelled because its client is gone; the first of these to claim it takes it out of the room, gives its place back, and only
 * then answers. The sets of the index are guarded by the map's bin of their key. Waiters are answered on the executor, never under a lock, on the
 * timer's thread, or on a thread that delivers hints.
 */
final class WaitingRoom implements AutoCloseable {

    /** How many keys one look reads at most, so that a look at everything does not make others wait. */
    private static final int KEYS_PER_LOOK = 500;

    /** How many waiters one task of the executor answers, so that many are answered in parallel. */
    private static final int ANSWERS_PER_TASK = 100;

    private static final Duration SPREAD_OF_UNCERTAINTY = Duration.ofMillis(500);

    /** The least time between two groups of waiters that are sent home. */
    private static final Duration SLOT = Duration.ofMillis(50);

    private final Function<Set<String>, CompletableFuture<Map<String, KeyState>>> reader;
    private final int limit;
    private final Executor executor;
    private final Timer timer;
    private final Duration spreadOnClose;

    private final ConcurrentHashMap<String, Set<Waiter>> watchers = new ConcurrentHashMap<>();
    private final Set<String> hinted = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean lookIsDue = new AtomicBoolean();
    private final AtomicInteger occupied = new AtomicInteger();
    private volatile boolean draining;
    private volatile boolean closed;

    /**
     * @param reader a read that starts after it is asked for
     * @param limit how many may wait
     * @param lookInterval the longest time between two looks at a watched key
     */
    WaitingRoom(
            Function<Set<String>, CompletableFuture<Map<String, KeyState>>> reader,
            int limit,
            Duration lookInterval,
            Duration spreadOnClose,
            Executor executor,
            Timer timer) {
        this.reader = reader;
        this.limit = limit;
        this.executor = executor;
        this.timer = timer;
        this.spreadOnClose = spreadOnClose;
        // Pause and spread make up the interval: a key may come late in the next look, when many others are watched by
        // then.
        Duration spread = lookInterval.dividedBy(4);
        timer.every(lookInterval.minus(spread), () -> lookAtEverything(spread));
    }

    /**
     * Waits for a key to have another version than the known one.
     *
     * @throws WaitersFullException if there is no place left
     */
    CompletableFuture<SyncResult> enter(Map<String, Long> known, Duration wait) {
        if (occupied.incrementAndGet() > limit) {
            occupied.decrementAndGet();
            throw new WaitersFullException(limit);
        }
        Waiter waiter = new Waiter(this, known);
        for (String key : waiter.keys()) {
            watchers.compute(key, (k, set) -> {
                Set<Waiter> of = set == null ? new HashSet<>(2) : set;
                of.add(waiter);
                return of;
            });
        }
        if (closed) {
            dismiss(waiter);
            return waiter;
        }
        reader.apply(Set.of(waiter.keys())).whenComplete((current, failure) -> {
            if (failure != null) {
                fail(waiter, failure);
            } else if (answer(waiter, waiter.compare(current))) {
                // There was news, or somebody else has answered.
            } else if (draining) { // read after registering: who does not see it here is seen by drain()
                dismiss(waiter);
            } else {
                waiter.endsBy(timer.after(wait, () -> execute(() -> complete(waiter, SyncResult.NOTHING))));
            }
        });
        return waiter;
    }

    /** A key may have changed. Returns at once. */
    void hint(String key) {
        if (watchers.containsKey(key) && hinted.add(key)) {
            lookSoon();
        }
    }

    /** Any key may have changed. Returns at once; the waiters are woken little by little. */
    void uncertain() {
        execute(() -> lookAtEverything(SPREAD_OF_UNCERTAINTY));
    }

    int occupied() {
        return occupied.get();
    }

    /** Takes a waiter out of the index. For whoever has claimed it. */
    void leave(Waiter waiter) {
        waiter.forgetDeadline();
        for (String key : waiter.keys()) {
            watchers.computeIfPresent(key, (k, set) -> {
                set.remove(waiter);
                return set.isEmpty() ? null : set;
            });
        }
        occupied.decrementAndGet();
    }

    /**
     * Sends everybody home in groups, one after another over this time, each waiter with a delay for its next sync that differs
     * from one to the next. Whoever comes from now on is sent home as soon as its keys have been read. Returns at once.
     *
     * @return completes when nobody is left of those who wait now
     */
    CompletableFuture<Void> drain(Duration over) {
        draining = true; // before the others are collected: see enter()
        List<Waiter> all = watchersOf(watchers.keySet());
        int groups = (int) Math.max(1, Math.min(all.size(), over.dividedBy(SLOT)));
        for (int i = 0; i < groups; i++) {
            List<Waiter> group = all.subList(share(all.size(), i, groups), share(all.size(), i + 1, groups));
            timer.after(over.multipliedBy(i).dividedBy(groups), () -> eachSoon(group, this::sendHome));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).handle((none, cancelled) -> null);
    }

    /** Sends everybody home at once. Nobody may wait any more. */
    @Override
    public void close() {
        closed = true;
        watchersOf(watchers.keySet()).forEach(this::dismiss);
    }

    private static int share(int of, int part, int parts) {
        return (int) ((long) of * part / parts);
    }

    /** Who waits for its first read is left to {@link #enter}. */
    private void sendHome(Waiter waiter) {
        if (waiter.isCompared()) {
            dismiss(waiter);
        }
    }

    private void dismiss(Waiter waiter) {
        if (!waiter.isCompared()) {
            fail(waiter, new RealityUnavailableException("This node is shutting down"));
            return;
        }
        long millis = ThreadLocalRandom.current().nextLong(spreadOnClose.toMillis() + 1);
        complete(waiter, new SyncResult(Map.of(), Optional.of(Duration.ofMillis(millis))));
    }

    private void lookSoon() {
        if (lookIsDue.compareAndSet(false, true)) {
            execute(() -> {
                lookIsDue.set(false); // first, so that a hint that comes after the collection starts another look
                lookAt(collectHints());
            });
        }
    }

    private Set<String> collectHints() {
        Set<String> keys = new HashSet<>();
        for (Iterator<String> i = hinted.iterator(); i.hasNext(); ) {
            keys.add(i.next());
            i.remove();
        }
        return keys;
    }

    private void lookAtEverything(Duration over) {
        List<Set<String>> looks = new ArrayList<>();
        Set<String> look = new HashSet<>();
        for (String key : watchers.keySet()) {
            look.add(key);
            if (look.size() == KEYS_PER_LOOK) {
                looks.add(look);
                look = new HashSet<>();
            }
        }
        looks.add(look);
        for (int i = 0; i < looks.size(); i++) {
            Set<String> keys = looks.get(i);
            timer.after(over.multipliedBy(i).dividedBy(looks.size()), () -> execute(() -> lookAt(keys)));
        }
    }

    /** Reads keys and tells those who wait now; if the read fails, the next look at everything makes up for it. */
    private void lookAt(Set<String> keys) {
        List<Waiter> concerned = watchersOf(keys); // first: who comes later may know more than this read finds
        if (!concerned.isEmpty()) {
            reader.apply(keys)
                    .thenAccept(current -> eachSoon(concerned, waiter -> answer(waiter, waiter.news(current))));
        }
    }

    private void eachSoon(List<Waiter> waiters, Consumer<Waiter> action) {
        for (int from = 0; from < waiters.size(); from += ANSWERS_PER_TASK) {
            List<Waiter> some = waiters.subList(from, Math.min(from + ANSWERS_PER_TASK, waiters.size()));
            execute(() -> some.forEach(action));
        }
    }

    private boolean answer(Waiter waiter, Map<String, KeyState> changed) {
        if (changed.isEmpty()) {
            return waiter.isClaimed();
        }
        complete(waiter, SyncResult.of(changed));
        return true;
    }

    private void complete(Waiter waiter, SyncResult result) {
        if (waiter.claim()) {
            leave(waiter);
            waiter.complete(result);
        }
    }

    private void fail(Waiter waiter, Throwable failure) {
        if (waiter.claim()) {
            leave(waiter);
            waiter.completeExceptionally(failure);
        }
    }

    private List<Waiter> watchersOf(Set<String> keys) {
        Set<Waiter> all = new HashSet<>();
        keys.forEach(key -> watchers.computeIfPresent(key, (k, set) -> {
            all.addAll(set);
            return set;
        }));
        return List.copyOf(all);
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException shutDown) {
            // The engine closes: close() answers whoever is still here.
        }
    }
}
