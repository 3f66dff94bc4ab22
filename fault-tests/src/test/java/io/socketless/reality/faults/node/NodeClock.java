package io.socketless.reality.faults.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The wall clock of a process, which the driver sets by a file: how many seconds it is ahead. The clock that measures
 * durations goes on undisturbed, as on a machine whose time is set.
 */
public final class NodeClock extends Clock {

    private static final long LOOK_NANOS = 100_000_000;

    private static long lookedAt = System.nanoTime() - LOOK_NANOS;
    private static long aheadMillis;

    /** The time that this process believes it is. */
    public static synchronized long currentTimeMillis() {
        long now = System.nanoTime();
        if (now - lookedAt >= LOOK_NANOS) {
            lookedAt = now;
            aheadMillis = 1000 * read(Path.of(System.getProperty("faults.clock")));
        }
        return System.currentTimeMillis() + aheadMillis;
    }

    private static long read(Path file) {
        try {
            return Long.parseLong(Files.readString(file).trim());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    @Override
    public long millis() {
        return currentTimeMillis();
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }

    /**
     * Hazelcast's own way to be given another clock, by the property com.hazelcast.clock.impl; there is no public one.
     */
    public static final class OfHazelcast extends com.hazelcast.internal.util.Clock.ClockImpl {

        /** Made by Hazelcast. */
        public OfHazelcast() {}

        @Override
        protected long currentTimeMillis() {
            return NodeClock.currentTimeMillis();
        }
    }
}
