package io.socketless.reality.spi;

import io.socketless.reality.KeyState;

/**
 * Told by a store that something changed. Called on threads of the store, so it must return at once and never call the
 * store back.
 */
public interface StoreListener {

    /** A key has a new version. A hint: it may come late, twice, out of order, or not at all. */
    void changed(KeyState node);

    /** Any key may have a new version: a member or a partition was lost, clusters merged, events were dropped. */
    void uncertain();
}
