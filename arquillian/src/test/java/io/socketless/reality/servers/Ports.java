package io.socketless.reality.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds free ports of the loopback address. They lie below the range from which the system takes the ports of outgoing
 * connections, so that a server that is restarted finds its ports still free. The tests that run at the same time in
 * another process, by the system property {@code fork}, take theirs from a range of their own. Thread safe.
 */
public final class Ports {
    private static final int SIZE = 6_000;
    private static final int FIRST = 20_000 + SIZE * (Integer.getInteger("fork", 1) - 1) % (2 * SIZE);
    private static final Set<Integer> TAKEN = new HashSet<>();

    private Ports() {}

    /** A port that nobody listens at, and that this process has not been given before. */
    public static int free() {
        synchronized (TAKEN) {
            int port;
            do {
                port = ThreadLocalRandom.current().nextInt(FIRST, FIRST + SIZE);
            } while (TAKEN.contains(port) || !isFree(port));
            TAKEN.add(port);
            return port;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (java.net.BindException taken) {
            return false;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
