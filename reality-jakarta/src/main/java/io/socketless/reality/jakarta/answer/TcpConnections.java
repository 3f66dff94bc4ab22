package io.socketless.reality.jakarta.answer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The TCP connections of this machine, each identified by its two ports. Connections that differ only in their
 * addresses are not distinguished.
 *
 * <p>The kernel lists them in {@code /proc/net/tcp} and {@code tcp6}, one per line, with {@code local:port remote:port
 * state} in hexadecimal; see proc(5).
 *
 * @param established connections that both ends keep open
 * @param halfClosed connections that the other end has closed and this one has not
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

    /** The current connections. A table that cannot be read counts as empty. */
    static TcpConnections now() {
        TcpConnections connections = new TcpConnections(new HashSet<>(), new HashSet<>());
        for (Path table : TABLES) {
            try (var lines = Files.lines(table)) {
                lines.skip(1).forEach(connections::add);
            } catch (IOException | UncheckedIOException unreadable) {
                // The other table can still have the connection.
            }
        }
        return connections;
    }

    /** The fields have fixed positions, counted from the colons behind the two addresses. */
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
