package io.socketless.reality.spi;

/**
 * A record in an {@link IntentLog}, as seen by the node that made it. One of the two methods ends it; both return at
 * once, do not throw, and can be called by any thread.
 */
public interface Intent {

    /** Removes the record: its changes are published and confirmed, or were rolled back. */
    void withdraw();

    /** Leaves the publication to the store, as soon as it can. */
    void handOver();
}
