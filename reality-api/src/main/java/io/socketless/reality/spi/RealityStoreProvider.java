package io.socketless.reality.spi;

import java.util.List;

/** Offers a store, found by {@link java.util.ServiceLoader}. */
public interface RealityStoreProvider {

    /**
     * Every property that the store reads, for the check of unknown names and for the documentation; but those of
     * {@link Bounds}, which are known for every store.
     */
    List<Setting<?>> settings();

    /**
     * Checks the configuration, opens nothing. How much the store may keep is {@link Bounds#of} of these settings.
     *
     * @throws SettingException if a value is wrong; it stops the deployment
     */
    Opener configure(Settings settings, NodeIdentity self);

    /** Opens the store that was configured. */
    @FunctionalInterface
    interface Opener {

        /**
         * Joins the cluster. May take many seconds; it is called on a thread of its own, again after a pause if it fails.
         * Interrupting the thread gives up.
         *
         * @throws Exception if the store cannot be opened now
         */
        RealityStore open() throws Exception;
    }
}
