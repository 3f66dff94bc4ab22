package io.socketless.reality.jakarta.answer;

import io.socketless.reality.core.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Detects that a client has closed its connection while its request is held, and cancels the request.
 *
 * <p>No server reports this before something is written to the connection. On Linux the connection table of the kernel
 * shows it: a connection that the other end has closed, or that was established at an earlier check and has
 * disappeared, has lost its client. A connection that was never found there, for example because a proxy rewrites the
 * port, is left alone. Such a request ends by its deadline, as all do on systems without this table.
 */
final class DisconnectWatcher {

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final boolean possible = TcpConnections.readable();

    private DisconnectWatcher() {}

    static DisconnectWatcher start(Timer timer) {
        DisconnectWatcher watcher = new DisconnectWatcher();
        if (watcher.possible) {
            timer.every(INTERVAL, watcher::check);
        }
        return watcher;
    }

    /** Cancels {@code answer} when the client at the other end of this connection disconnects. */
    void watch(int remotePort, int localPort, CompletableFuture<?> answer) {
        if (possible) {
            Watch watch = new Watch(TcpConnections.connection(localPort, remotePort), answer);
            watches.add(watch);
            answer.whenComplete((value, failure) -> watches.remove(watch));
        }
    }

    private void check() {
        if (watches.isEmpty()) {
            return;
        }
        TcpConnections now = TcpConnections.now();
        watches.forEach(watch -> watch.check(now));
    }

    /** One held request. */
    private static final class Watch {

        private final int connection;
        private final Future<?> answer;
        private boolean seen; // used by the timer's thread only

        private Watch(int connection, Future<?> answer) {
            this.connection = connection;
            this.answer = answer;
        }

        private void check(TcpConnections now) {
            if (now.established().contains(connection)) {
                seen = true;
            } else if (seen || now.halfClosed().contains(connection)) {
                answer.cancel(false);
            }
        }
    }
}
