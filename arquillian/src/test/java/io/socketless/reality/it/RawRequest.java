package io.socketless.reality.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A POST written by hand onto a socket, for bodies that no decent client sends. */
final class RawRequest implements AutoCloseable {
    private final Socket socket;
    private long sent;

    /** Sends the head; {@code header} says how the body is delimited. */
    RawRequest(Client client, String path, String header) throws IOException {
        socket = new Socket("127.0.0.1", client.node().httpPort());
        socket.setTcpNoDelay(true);
        write("POST " + client.root() + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + header + "\r\n\r\n");
        sent = 0;
    }

    /** Sends a part of the body. */
    void write(String part) throws IOException {
        socket.getOutputStream().write(part.getBytes(US_ASCII));
        sent += part.length();
    }

    /**
     * Sends a part over and over until the server answers, closes, or has taken {@code limit} bytes.
     *
     * @return how many bytes of the body have been sent
     */
    long writeUntilAnswered(String part, long limit) throws IOException {
        try {
            while (sent < limit && !isAnswered()) {
                write(part);
            }
        } catch (SocketException closed) {
            return sent;
        }
        return sent;
    }

    /** Whether the server has begun to answer. */
    boolean isAnswered() throws IOException {
        return socket.getInputStream().available() > 0;
    }

    /** What the server answers; empty if it only closes the connection, or says nothing within the time. */
    String answer(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[8_192];
        InputStream input = socket.getInputStream();
        try {
            for (int count = input.read(buffer); count >= 0; count = input.read(buffer)) {
                answer.write(buffer, 0, count);
                String text = answer.toString(ISO_8859_1);
                if (text.contains("\r\n\r\n")) {
                    return text;
                }
            }
        } catch (SocketTimeoutException | SocketException silent) {
            return answer.toString(ISO_8859_1);
        }
        return answer.toString(ISO_8859_1);
    }

    /** Closes the connection with a reset, as the system does for a process that dies with data unread. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
