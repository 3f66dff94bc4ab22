package io.socketless.reality.core;

import java.time.Duration;

/** The engine's sense of time, replaceable in tests. Tasks must be short and may run on any thread, never the caller's. */
public interface Timer extends AutoCloseable {

    /** Nanoseconds since an arbitrary moment; compare by subtraction only. */
    long nanoTime();

    /** Runs a task once, unless cancelled before. */
    Task after(Duration delay, Runnable task);

    /** Runs a task again and again, with this pause between the end of one run and the start of the next. */
    Task every(Duration pause, Runnable task);

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
