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
 * The waiters of this node, indexed by the keys that they watch: the cost of a change is proportional to its waiters.
 *
 * <p>Protocol of a waiter: it is registered for all its keys, then the versions are read, then it is suspended. A
 * change between any two of these steps is seen: either the read returns it, or it finds the waiter registered.
 *
 * <p>A notification only names a key to recheck; the response always comes from a fresh read of the store. A recheck of
 * all watched keys at an interval makes up for lost notifications. A recheck can overtake the read of step two and
 * covers only its own keys. No waiter completes before that read does; a waiter drained earlier fails instead. A
 * recheck that began before a waiter was registered can find an older version than the waiter holds, so it completes
 * only waiters that existed when it began.
 *
 * <p>A waiter is completed by a change, its deadline, a failed first read, {@link #drain} or {@link #close}, or is
 * cancelled because its client is gone. The first of these to claim it removes it from the index, frees its place, and
 * only then completes it. The sets of the index are guarded by the map's bin of their key. Waiters are completed on the
 * executor, never under a lock, on the timer's thread, or on a thread that delivers notifications.
 */
final class WaitingRoom implements AutoCloseable {

    /** Maximum keys per read of a recheck: a recheck of all keys must not delay other reads. */
    private static final int KEYS_PER_RECHECK = 500;

    /** Waiters completed per executor task: many are completed in parallel. */
    private static final int ANSWERS_PER_TASK = 100;

    private static final Duration UNCERTAINTY_SPREAD = Duration.ofMillis(500);

    /** Minimum time between two drained groups. */
    private static final Duration SLOT = Duration.ofMillis(50);

    private final Function<Set<String>, CompletableFuture<Map<String, KeyState>>> reader;
    private final int limit;
    private final Executor executor;
    private final Timer timer;
    private final Duration spreadOnClose;

    private final ConcurrentHashMap<String, Set<Waiter>> watchers = new ConcurrentHashMap<>();
    private final Set<String> notified = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean recheckIsDue = new AtomicBoolean();
    private final AtomicInteger occupied = new AtomicInteger();
    private volatile boolean draining;
    private volatile boolean closed;

    /**
     * @param reader a read that starts after it is asked for
     * @param limit maximum number of waiters
     * @param recheckInterval maximum time between two reads of a watched key
     */
    WaitingRoom(
            Function<Set<String>, CompletableFuture<Map<String, KeyState>>> reader,
            int limit,
            Duration recheckInterval,
            Duration spreadOnClose,
            Executor executor,
            Timer timer) {
        this.reader = reader;
        this.limit = limit;
        this.executor = executor;
        this.timer = timer;
        this.spreadOnClose = spreadOnClose;
        // Pause and spread add up to the interval: a key can come late in the next recheck, if many others are
        // watched by then.
        Duration spread = recheckInterval.dividedBy(4);
        timer.every(recheckInterval.minus(spread), () -> recheckAll(spread));
    }

    /**
     * Waits until a key has a version different from the held one.
     *
     * @throws WaitersFullException if the maximum is reached
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
                // Completed, here or elsewhere.
            } else if (draining) { // read after registering: otherwise drain() finds the waiter
                dismiss(waiter);
            } else {
                waiter.endsBy(timer.after(wait, () -> execute(() -> complete(waiter, SyncResult.NOTHING))));
            }
        });
        return waiter;
    }

    /** A key can have changed. Returns at once. */
    void changed(String key) {
        if (watchers.containsKey(key) && notified.add(key)) {
            recheckSoon();
        }
    }

    /** Any key can have changed. Returns at once; the rechecks are spread over time. */
    void uncertain() {
        execute(() -> recheckAll(UNCERTAINTY_SPREAD));
    }

    int occupied() {
        return occupied.get();
    }

    /** Removes a claimed waiter from the index. */
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
     * Releases all waiters in groups over this time, each with a different delay for its next sync. A waiter that is
     * registered later is released once its keys are read. Returns at once.
     *
     * @return completes when all current waiters are complete
     */
    CompletableFuture<Void> drain(Duration over) {
        draining = true; // before the waiters are collected: see enter()
        List<Waiter> all = watchersOf(watchers.keySet());
        int groups = (int) Math.max(1, Math.min(all.size(), over.dividedBy(SLOT)));
        for (int i = 0; i < groups; i++) {
            List<Waiter> group = all.subList(share(all.size(), i, groups), share(all.size(), i + 1, groups));
            timer.after(over.multipliedBy(i).dividedBy(groups), () -> eachSoon(group, this::release));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).handle((none, cancelled) -> null);
    }

    /** Releases all waiters at once and holds no further ones. */
    @Override
    public void close() {
        closed = true;
        watchersOf(watchers.keySet()).forEach(this::dismiss);
    }

    private static int share(int of, int part, int parts) {
        return (int) ((long) of * part / parts);
    }

    /** A waiter whose first read is pending is left to {@link #enter}. */
    private void release(Waiter waiter) {
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

    private void recheckSoon() {
        if (recheckIsDue.compareAndSet(false, true)) {
            execute(() -> {
                recheckIsDue.set(false); // first: a later notification then starts another recheck
                recheck(takeNotified());
            });
        }
    }

    private Set<String> takeNotified() {
        Set<String> keys = new HashSet<>();
        for (Iterator<String> i = notified.iterator(); i.hasNext(); ) {
            keys.add(i.next());
            i.remove();
        }
        return keys;
    }

    private void recheckAll(Duration over) {
        List<Set<String>> parts = new ArrayList<>();
        Set<String> part = new HashSet<>();
        for (String key : watchers.keySet()) {
            part.add(key);
            if (part.size() == KEYS_PER_RECHECK) {
                parts.add(part);
                part = new HashSet<>();
            }
        }
        parts.add(part);
        for (int i = 0; i < parts.size(); i++) {
            Set<String> keys = parts.get(i);
            timer.after(over.multipliedBy(i).dividedBy(parts.size()), () -> execute(() -> recheck(keys)));
        }
    }

    /** Reads keys and wakes current waiters. If the read fails, the next recheck of all keys makes up for it. */
    private void recheck(Set<String> keys) {
        List<Waiter> concerned =
                watchersOf(keys); // first: a later waiter can hold a newer version than this read finds
        if (!concerned.isEmpty()) {
            reader.apply(keys)
                    .thenAccept(
                            current -> eachSoon(concerned, waiter -> answer(waiter, waiter.compareRecheck(current))));
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
            // The engine closes: close() completes the remaining waiters.
        }
    }
}
