package com.example.office;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Makes prices move and notifications come. A managed executor and not an EJB timer, since those of Payara come once a second at
 * most.
 */
@Singleton
@Startup
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class Beat {

    private static final System.Logger LOG = System.getLogger(Beat.class.getName());
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private Stocks stocks;

    @Inject
    private Notifications notifications;

    private final Map<String, Future<?>> next = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    @PostConstruct
    void start() {
        repeat("prices", stocks::tick, Duration.ofSeconds(1));
        repeat("notifications", notifications::tick, Duration.ofSeconds(1));
    }

    private void repeat(String name, Supplier<Duration> tick, Duration delay) {
        next.put(
                name,
                executor.schedule(
                        () -> {
                            if (!stopped) {
                                repeat(name, tick, after(tick));
                            }
                        },
                        delay.toMillis(),
                        TimeUnit.MILLISECONDS));
    }

    private Duration after(Supplier<Duration> tick) {
        try {
            return tick.get();
        } catch (RuntimeException failure) {
            if (!stopped) {
                LOG.log(System.Logger.Level.WARNING, "Nothing moves for a while", failure);
            }
            return AFTER_FAILURE;
        }
    }

    @PreDestroy
    void stop() {
        stopped = true;
        next.values().forEach(task -> task.cancel(false));
    }
}
