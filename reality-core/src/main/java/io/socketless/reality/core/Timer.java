package io.socketless.reality.core;

import java.time.Duration;

/**
 *
 * The engine's clock and scheduler, replaceable in tests. Tasks must be short; they run on any thread but the
 *
 * caller's.
 *
 */
public interface Timer extends AutoCloseable {

    /** Nanoseconds since an arbitrary moment; compare by subtraction only. */
    long nanoTime();

    /** Runs a task once, unless cancelled before. */
    Task after(Duration delay, Runnable task);

    /** Runs a task repeatedly, with this pause between the end of one run and the start of the next. */
    Task every(Duration pause, Runnable task);

    /** Drops pending tasks. */
    @Override
    void close();

    /** A scheduled task. */
    @FunctionalInterface
    interface Task {

        /** Harmless if it has run. */
        void cancel();
    }
}
