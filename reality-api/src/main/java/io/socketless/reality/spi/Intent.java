package io.socketless.reality.spi;

/**
 * A note in an {@link IntentLog}, for the node that wrote it. One of the two methods ends it; both return at once, do not
 * throw, and may be called by any thread.
 */
public interface Intent {

    /** Removes the note: its changes were published for certain, or will never have to be. */
    void withdraw();

    /** Leaves it to the store to publish the changes, as soon as it can. */
    void handOver();
}
