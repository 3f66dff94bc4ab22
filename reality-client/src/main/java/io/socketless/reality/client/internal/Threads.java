package io.socketless.reality.client.internal;

import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where fetchers, listeners and other code of the application run if the application gives no executor. */
final class Threads {

    private static final int POOL = 8;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Threads() {}

    /**
     * A virtual thread for each task where the JDK has them, else a few threads that end when there is nothing to do.
     */
    static ExecutorService tasks() {
        try {
            Class<?> virtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Method name = virtual.getMethod("name", String.class, long.class);
            ThreadFactory threads = (ThreadFactory)
                    virtual.getMethod("factory").invoke(name.invoke(builder, "reality-client-task-", 0L));
            return (ExecutorService) java.util.concurrent.Executors.class
                    .getMethod("newThreadPerTaskExecutor", ThreadFactory.class)
                    .invoke(null, threads);
        } catch (ReflectiveOperationException | UnsupportedOperationException before21) {
            return pool();
        }
    }

    private static ExecutorService pool() {
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                POOL,
                POOL,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> daemon(task, "reality-client-task-" + NUMBER.incrementAndGet()));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    static Thread timer(Runnable task) {
        return daemon(task, "reality-client-timer");
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Ends an executor that {@link #tasks} made; what runs may finish. */
    static void end(Executor executor) {
        ((ExecutorService) executor).shutdown();
    }
}
