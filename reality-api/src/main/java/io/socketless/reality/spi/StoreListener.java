package io.socketless.reality.spi;

import io.socketless.reality.KeyState;

/**
 * Receives the notifications of a store. Called on store threads, so it must return at once and never call the store.
 */
public interface StoreListener {

    /** A key has a new version. Best effort: it can come late, twice, out of order, or not at all. */
    void changed(KeyState state);

    /** Any key can have a new version: a member or a partition was lost, clusters merged, events were dropped. */
    void uncertain();
}
