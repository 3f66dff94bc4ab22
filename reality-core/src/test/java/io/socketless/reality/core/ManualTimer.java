package io.socketless.reality.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** A timer whose time passes when the test says so. Tasks run on the thread that lets it pass. */
final class ManualTimer implements Timer {

    private final List<Due> due = new ArrayList<>();
    private long now;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Task after(Duration delay, Runnable task) {
        Due added = new Due(now + delay.toNanos(), task);
        due.add(added);
        return () -> cancel(added);
    }

    @Override
    public Task every(Duration pause, Runnable task) {
        return after(pause, () -> {
            task.run();
            every(pause, task);
        });
    }

    /** Lets time pass, running what becomes due in its order. */
    void pass(Duration time) {
        long end = nanoTime() + time.toNanos();
        for (Optional<Due> next = next(end); next.isPresent(); next = next(end)) {
            next.get().task.run();
        }
        synchronized (this) {
            now = end;
        }
    }

    synchronized int pending() {
        return due.size();
    }

    @Override
    public synchronized void close() {
        due.clear();
    }

    private synchronized Optional<Due> next(long end) {
        Optional<Due> next = due.stream().filter(task -> task.at <= end).min(Comparator.comparingLong(Due::at));
        next.ifPresent(task -> {
            due.remove(task);
            now = task.at;
        });
        return next;
    }

    private synchronized void cancel(Due task) {
        due.remove(task);
    }

    private record Due(long at, Runnable task) {

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
