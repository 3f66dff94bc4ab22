package io.socketless.reality.jakarta.node;

import jakarta.enterprise.concurrent.ContextService;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Finds threads for application code, with its naming context, security and class loader. */
public final class ContainerExecutor {

    private static final String EXECUTOR = "java:comp/DefaultManagedExecutorService";
    private static final String CONTEXTS = "java:comp/DefaultContextService";

    private ContainerExecutor() {}

    /**
     * The container's default managed executor, with the context of this thread. A managed executor alone passes on the
     * context of the thread that submits, and that can be a thread of the store, which has none.
     *
     * <p>Called on a thread of the application. In a container without a managed executor: the common pool, with the
     * class loader of this thread.
     */
    @SuppressWarnings("BanJNDI") // constant names of the local container
    public static Executor find() {
        try {
            InitialContext names = new InitialContext();
            Executor executor = (Executor) names.lookup(EXECUTOR);
            Executor context = ((ContextService) names.lookup(CONTEXTS)).currentContextExecutor();
            return task -> executor.execute(() -> context.execute(task));
        } catch (NamingException none) {
            return withClassLoader(Thread.currentThread().getContextClassLoader(), ForkJoinPool.commonPool());
        }
    }

    private static Executor withClassLoader(ClassLoader loader, Executor executor) {
        return task -> executor.execute(() -> {
            Thread thread = Thread.currentThread();
            ClassLoader previous = thread.getContextClassLoader();
            thread.setContextClassLoader(loader);
            try {
                task.run();
            } finally {
                thread.setContextClassLoader(previous);
            }
        });
    }
}
