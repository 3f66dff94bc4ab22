package io.socketless.reality.client.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/** A timer whose time passes when the test says so. Tasks run on the thread that lets it pass. */
final class ManualTimer implements Timer {

    private final PriorityQueue<Due> due =
            new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingLong(Due::number));
    private long now = Long.MAX_VALUE - Duration.ofHours(1).toNanos(); // overflows within a long test
    private long numbers;
    private Instant wall = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized Instant now() {
        return wall;
    }

    /** The clock that people read, set by somebody. */
    synchronized void jump(Duration by) {
        wall = wall.plus(by);
    }

    private long start = now;

    @Override
    public synchronized Task after(Duration delay, Runnable task) {
        Due added = new Due(now - start + Math.max(0, delay.toNanos()), numbers++, task);
        due.add(added);
        return () -> cancel(added);
    }

    /** Lets time pass, running what becomes due in its order. */
    void pass(Duration time) {
        long end;
        synchronized (this) {
            end = now - start + time.toNanos();
        }
        for (Due next = next(end); next != null; next = next(end)) {
            next.task.run();
        }
        synchronized (this) {
            advance(end);
        }
    }

    synchronized int pending() {
        return due.size();
    }

    @Override
    public synchronized void close() {
        due.clear();
    }

    private synchronized Due next(long end) {
        Due next = due.peek();
        if (next == null || next.at > end) {
            return null;
        }
        advance(next.at);
        return due.remove();
    }

    private void advance(long to) {
        wall = wall.plusNanos(to - (now - start));
        now = start + to;
    }

    private synchronized void cancel(Due task) {
        due.remove(task);
    }

    private static final class Due {
        private final long at;
        private final long number;
        private final Runnable task;

        Due(long at, long number, Runnable task) {
            this.at = at;
            this.number = number;
            this.task = task;
        }

        long at() {
            return at;
        }

        long number() {
            return number;
        }
    }
}
