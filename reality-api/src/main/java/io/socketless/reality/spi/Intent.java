package io.socketless.reality.spi;

/**
 * An intent in an {@link IntentLog}, for the node that recorded it. One of the two methods ends it. Both return at
 * once and do not throw.
 *
 * <p>Thread-safe.
 */
public interface Intent {

    /** Removes the intent: the publication of its changes is confirmed, or not needed. */
    void withdraw();

    /** Leaves the publication of the changes to the store. */
    void handOver();
}
