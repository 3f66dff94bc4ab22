package com.example.office;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Repeats something while the application runs. An application that needs it extends it as a singleton that starts with
 * it. Uses a managed executor, because EJB timers on Payara expire at most once a second.
 */
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public abstract class Beat {

    private static final System.Logger LOG = System.getLogger(Beat.class.getName());
    private static final Duration AT_FIRST = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    @Resource
    private ManagedScheduledExecutorService executor;

    private volatile @Nullable Future<?> next;
    private volatile boolean stopped;

    /** Does the work that is due, and returns the delay until the next call. */
    protected abstract Duration tick();

    @PostConstruct
    void start() {
        schedule(AT_FIRST);
    }

    private void schedule(Duration delay) {
        next = executor.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void run() {
        if (!stopped) {
            schedule(delayAfterTick());
        }
    }

    private Duration delayAfterTick() {
        try {
            return tick();
        } catch (RuntimeException failure) {
            if (!stopped) {
                LOG.log(System.Logger.Level.WARNING, "Pausing for " + AFTER_FAILURE.toSeconds() + " s", failure);
            }
            return AFTER_FAILURE;
        }
    }

    @PreDestroy
    void stop() {
        stopped = true;
        Future<?> pending = next;
        if (pending != null) {
            pending.cancel(false);
        }
    }
}
