package io.socketless.reality.jakarta.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.Socket;

/** A request byte by byte, for what an HTTP client would not send. */
public final class RawExchange implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 10_000;

    private final Socket socket;

    private RawExchange(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    public static RawExchange with(Server server) throws IOException {
        return new RawExchange(server.connect());
    }

    public void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(ISO_8859_1));
        socket.getOutputStream().flush();
    }

    /** Sends what a server that has answered and closed does not take any more. */
    public void sendIfOpen(String text) {
        try {
            send(text);
        } catch (IOException closed) {
            // The answer tells why.
        }
    }

    /** Nothing follows, as if the client had left; the answer can still be read. */
    public void closeOutput() throws IOException {
        socket.shutdownOutput();
    }

    public boolean answered() throws IOException {
        return socket.getInputStream().available() > 0;
    }

    /** The status of the answer, whose first line is read. */
    public int status() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next >= 0 && next != '\n';
                next = socket.getInputStream().read()) {
            line.append((char) next);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** What follows until the server closes the connection. */
    public String rest() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
