package io.socketless.reality.spi;

import java.util.List;

/** Offers a store, found by {@link java.util.ServiceLoader}. */
public interface RealityStoreProvider {

    /**
     * Every property that the store reads, for the check of unknown names and for the documentation. The properties
     * that bound memory ({@code reality.retention}, {@code reality.memory.max-keys}, {@code reality.sweep.interval})
     * are common to all stores and not part of it.
     */
    List<Setting<?>> settings();

    /**
     * Checks the configuration without opening anything.
     *
     * @throws SettingException if a value is invalid; it fails the deployment
     */
    Opener configure(Settings settings, NodeIdentity self);

    /** Opens the store that was configured. */
    @FunctionalInterface
    interface Opener {

        /**
         * Joins the cluster. May take many seconds; it is called on a thread of its own, again after a pause if it
         * fails. Interrupting the thread gives up.
         *
         * @throws Exception if the store cannot be opened now
         */
        RealityStore open() throws Exception;
    }
}
