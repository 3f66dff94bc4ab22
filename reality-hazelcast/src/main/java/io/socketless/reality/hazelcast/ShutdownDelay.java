package io.socketless.reality.hazelcast;

import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Delays the end of an instance that this store does not own until the store is closed, if the JVM exits.
 *
 * <p>Such an instance has a shutdown hook of Hazelcast. By default it does not wait for the server, and it drops
 * the partitions of its member. Changes that applications commit until they are stopped are then not published, and
 * the other members stall until they detect the loss.
 *
 * <p>Protocol, on the thread that ends the instance: wait until the server has closed the application, and with it
 * this store; after {@link #LIMIT} close the store. Then shut the member down, which hands its partitions over, as
 * the server would have done next. An instance that is ended while the JVM continues is not delayed.
 *
 * <p>Thread-safe.
 */
final class ShutdownDelay {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HazelcastInstance instance;
    private final Runnable closeStore;
    private final CountDownLatch storeClosed = new CountDownLatch(1);

    /**
     * @param closeStore leaves the cluster, unless the store is closed already
     */
    ShutdownDelay(HazelcastInstance instance, Runnable closeStore) {
        this.instance = instance;
        this.closeStore = closeStore;
    }

    /** The instance is about to end, on this thread, which can be held. */
    void instanceStopping() {
        if (!isJvmExiting()) {
            return;
        }
        try {
            if (!storeClosed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                closeStore.run();
            }
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
            return;
        }
        instance.shutdown();
    }

    /** The store no longer needs the instance. */
    void storeClosed() {
        storeClosed.countDown();
    }

    private static boolean isJvmExiting() {
        Thread probe = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(probe);
            Runtime.getRuntime().removeShutdownHook(probe);
            return false;
        } catch (IllegalStateException exiting) {
            return true;
        }
    }
}
