package io.socketless.reality.jakarta.servlet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The TCP connections of this machine, each named by its two ports. Two connections that differ only in their addresses are
 * not told apart.
 *
 * <p>The kernel lists them in {@code /proc/net/tcp} and {@code tcp6}, a line each, with {@code local:port remote:port state}
 * in hexadecimal; see proc(5).
 *
 * @param established those whose both ends are there
 * @param halfClosed those that the other end has closed and this one has not
 */
record TcpConnections(Set<Integer> established, Set<Integer> halfClosed) {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final String ESTABLISHED = "01";
    private static final String CLOSE_WAIT = "08";
    private static final int HEX = 16;

    /** Whether this machine has such tables. */
    static boolean readable() {
        return TABLES.stream().anyMatch(Files::isReadable);
    }

    static int connection(int localPort, int remotePort) {
        return localPort << Character.SIZE | remotePort;
    }

    /** The connections of this moment. A table that cannot be read has none. */
    static TcpConnections now() {
        TcpConnections connections = new TcpConnections(new HashSet<>(), new HashSet<>());
        for (Path table : TABLES) {
            try (var lines = Files.lines(table)) {
                lines.skip(1).forEach(connections::add);
            } catch (IOException | UncheckedIOException unreadable) {
                // The other table may have what is looked for.
            }
        }
        return connections;
    }

    /** The fields have fixed places, counted from the colons behind the two addresses. */
    private void add(String line) {
        int local = line.indexOf(':', line.indexOf(':') + 1) + 1;
        int remote = line.indexOf(':', local) + 1;
        if (local <= 0 || remote <= local) {
            return;
        }
        int state = remote + 5;
        if (line.startsWith(ESTABLISHED, state)) {
            established.add(connection(port(line, local), port(line, remote)));
        } else if (line.startsWith(CLOSE_WAIT, state)) {
            halfClosed.add(connection(port(line, local), port(line, remote)));
        }
    }

    private static int port(String line, int at) {
        return Integer.parseInt(line, at, at + 4, HEX);
    }
}
