package com.example.web;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The traffic of one client. The most recent client sorts first. Thread-safe. */
public final class Counters implements Comparable<Counters> {

    private final String label;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private volatile long seenAt = System.nanoTime();

    Counters(String label) {
        this.label = label;
    }

    void begin() {
        requests.incrementAndGet();
        open.incrementAndGet();
        seenAt = System.nanoTime();
    }

    void wrote(int bytes) {
        bytesOut.addAndGet(bytes);
    }

    void end() {
        open.decrementAndGet();
        seenAt = System.nanoTime();
    }

    boolean isIdle() {
        return open.get() == 0;
    }

    boolean isIdleFor(Duration time) {
        return isIdle() && System.nanoTime() - seenAt > time.toNanos();
    }

    public String getLabel() {
        return label;
    }

    public long getRequests() {
        return requests.get();
    }

    /** Bytes of response bodies. */
    public long getBytesOut() {
        return bytesOut.get();
    }

    /** Open requests. If a client disconnects, its request counts until the server writes to it again. */
    public int getOpenConnections() {
        return open.get();
    }

    @Override
    public int compareTo(Counters other) {
        return Long.signum(other.seenAt - seenAt);
    }
}
