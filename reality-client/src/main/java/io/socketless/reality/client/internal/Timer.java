package io.socketless.reality.client.internal;

import java.time.Duration;
import java.time.Instant;

/** The client's sense of time. Tasks are short. */
interface Timer extends AutoCloseable {

    /** Nanoseconds since an arbitrary moment; compare by subtraction only. */
    long nanoTime();

    /** For people to read; it may jump. */
    Instant now();

    /** Runs a task once, unless cancelled before. */
    Task after(Duration delay, Runnable task);

    /** Drops whatever has not run yet. */
    @Override
    void close();

    /** Something that is due. */
    @FunctionalInterface
    interface Task {

        /** Harmless if it has run. */
        void cancel();
    }
}
