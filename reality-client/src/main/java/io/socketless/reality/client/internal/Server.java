package io.socketless.reality.client.internal;

import io.socketless.reality.client.ServerStatus;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One server, and what this client has seen of it. Touched by tasks of the {@link Mailbox} only. */
final class Server {

    private static final double NEW_WEIGHT = 0.2;
    private static final int MOST_DOUBLINGS = 4;

    final Transport transport;
    private final Duration avoidFor;

    private int failures;
    private boolean avoided;
    private long avoidedUntil;
    private boolean stale;
    private long staleUntil;
    private double latencyNanos;
    private long serverVersion;

    @Nullable
    Object mesh;

    Server(Transport transport, Duration avoidFor) {
        this.transport = transport;
        this.avoidFor = avoidFor;
    }

    String name() {
        return transport.name();
    }

    /** Returns whether this was news. */
    boolean succeeded() {
        boolean back = failures > 0;
        failures = 0;
        avoided = false;
        return back;
    }

    /** A request that was not held took so long. */
    void took(long nanos) {
        double measured = Math.max(1, nanos); // 0 means that nothing is known
        latencyNanos = latencyNanos == 0 ? measured : latencyNanos + NEW_WEIGHT * (measured - latencyNanos);
    }

    void said(long version, boolean behind, long now) {
        serverVersion = version;
        stale = behind;
        staleUntil = now + avoidFor.toNanos();
    }

    /** Returns for how long this server is avoided: longer with every failure in a row. */
    Duration failed(long now, Duration atLeast) {
        failures++;
        Duration longer = avoidFor.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
        return avoid(now, longer.compareTo(atLeast) < 0 ? atLeast : longer);
    }

    Duration avoid(long now, Duration time) {
        avoided = true;
        avoidedUntil = now + time.toNanos();
        return time;
    }

    boolean isAvoided(long now) {
        return avoided && avoidedUntil - now > 0;
    }

    boolean isStale(long now) {
        return stale && staleUntil - now > 0;
    }

    /** When it may be asked again, for choosing among servers that are all avoided. */
    long avoidedUntil() {
        return avoidedUntil;
    }

    /** On average; 0 as long as nothing is known, so that every server is tried. */
    double latencyNanos() {
        return latencyNanos;
    }

    ServerStatus status(long now) {
        return new ServerStatus(
                name(),
                failures == 0,
                isAvoided(now) ? Duration.ofNanos(avoidedUntil - now) : Duration.ZERO,
                latencyNanos == 0 ? Optional.empty() : Optional.of(Duration.ofNanos((long) latencyNanos)),
                serverVersion,
                failures);
    }
}
