package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.core.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Notices that a client has closed its connection while it waited, and gives its waiter up.
 *
 * <p>No server tells a suspended request that its client is gone before something is written to it. On Linux the kernel's
 * table of connections tells: a connection that only this end keeps open, or that was established at an earlier look and is
 * gone, belongs to a client that has left. A connection that was never found there, say because a proxy has rewritten the
 * port, is not judged: such a waiter ends by its deadline, as all do where there is no such table.
 */
final class Departures {

    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final boolean possible = TcpConnections.readable();

    private Departures() {}

    static Departures watch(Timer timer) {
        Departures departures = new Departures();
        if (departures.possible) {
            timer.every(INTERVAL, departures::look);
        }
        return departures;
    }

    /** Cancels {@code answer} when the client on the other end of this connection has left. */
    Watch watch(int remotePort, int localPort, Future<?> answer) {
        Watch watch = new Watch(TcpConnections.connection(localPort, remotePort), answer);
        if (possible) {
            watches.add(watch);
        }
        return watch;
    }

    private void look() {
        if (watches.isEmpty()) {
            return;
        }
        TcpConnections now = TcpConnections.now();
        watches.forEach(watch -> watch.judge(now));
    }

    /** One waiting client. */
    final class Watch {

        private final int connection;
        private final Future<?> answer;
        private boolean seen; // used by the timer's thread only

        private Watch(int connection, Future<?> answer) {
            this.connection = connection;
            this.answer = answer;
        }

        private void judge(TcpConnections now) {
            if (now.established().contains(connection)) {
                seen = true;
            } else if (seen || now.halfClosed().contains(connection)) {
                answer.cancel(false);
            }
        }

        void end() {
            watches.remove(this);
        }
    }
}
