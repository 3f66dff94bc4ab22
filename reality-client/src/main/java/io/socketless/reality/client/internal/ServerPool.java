package io.socketless.reality.client.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Chooses among the servers: one that is not avoided before one that is, one that is up to date before one that lags
 * behind,
 * the quicker one otherwise. Touched by tasks of the {@link Mailbox} only.
 */
final class ServerPool {

    /** Versions hold milliseconds above ten random bits. A server that has seen nothing for so long is behind. */
    private static final long LAG_ALLOWED = 5_000L << 10;

    /** How much quicker another server must be to leave the one in use. */
    private static final double WORTH_A_MOVE = 2;

    private static final double TOO_CLOSE_NANOS = 5_000_000;

    private final List<Server> servers;
    private long highestVersion;

    ServerPool(List<Server> servers) {
        this.servers = List.copyOf(servers);
    }

    List<Server> servers() {
        return servers;
    }

    /** The best server that has not been tried; empty if all have. */
    Optional<Server> best(long now, Collection<Server> tried) {
        Comparator<Server> usable = Comparator.comparing((Server server) -> server.isAvoided(now));
        Comparator<Server> soonest = (one, other) ->
                one.isAvoided(now) && other.isAvoided(now) ? Long.signum(one.avoidedUntil() - other.avoidedUntil()) : 0;
        return servers.stream()
                .filter(server -> !tried.contains(server))
                .min(usable.thenComparing(soonest)
                        .thenComparing(server -> server.isStale(now))
                        .thenComparingDouble(Server::latencyNanos));
    }

    /** The best server, but the one in use if the best is hardly better. */
    Optional<Server> bestBeside(Optional<Server> inUse, long now, Collection<Server> tried) {
        Optional<Server> best = best(now, tried);
        return inUse.filter(server -> best.isPresent()
                        && !tried.contains(server)
                        && !server.isAvoided(now)
                        && !server.isStale(now)
                        && !isWorthAMove(server, best.get()))
                .or(() -> best);
    }

    /** Whether there is a server that has neither been tried nor is avoided. */
    boolean hasOther(long now, Collection<Server> tried) {
        return servers.stream().anyMatch(server -> !tried.contains(server) && !server.isAvoided(now));
    }

    /** Notes the highest version that a server has seen, 0 for none. */
    void heard(Server server, long serverVersion, long now) {
        highestVersion = Math.max(highestVersion, serverVersion);
        server.said(serverVersion, serverVersion > 0 && highestVersion - serverVersion > LAG_ALLOWED, now);
    }

    private static boolean isWorthAMove(Server inUse, Server other) {
        return inUse.latencyNanos() > other.latencyNanos() * WORTH_A_MOVE + TOO_CLOSE_NANOS;
    }
}
