package io.socketless.reality.jakarta.node;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Finds threads for application code, with its naming context, security and class loader. */
public final class ContainerExecutor {

    private static final String DEFAULT = "java:comp/DefaultManagedExecutorService";

    private ContainerExecutor() {}

    /** The container's default managed executor, or the common pool in a container that has none. */
    @SuppressWarnings("BanJNDI") // a constant name of the local container
    public static Executor find() {
        try {
            return (Executor) new InitialContext().lookup(DEFAULT);
        } catch (NamingException none) {
            return ForkJoinPool.commonPool();
        }
    }
}
