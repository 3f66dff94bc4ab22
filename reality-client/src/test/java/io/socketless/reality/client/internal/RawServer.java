package io.socketless.reality.client.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server that writes bytes as it is told, right or wrong. */
final class RawServer implements AutoCloseable {

    /** What to do with a connection on which a request has been read. */
    interface Script {
        void answer(Socket connection, String request) throws Exception;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private volatile Script script;

    RawServer(Script script) {
        this.script = script;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        threads.execute(this::accept);
    }

    void behave(Script script) {
        this.script = script;
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/app";
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connections.add(connection);
                threads.execute(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            for (String request = read(connection.getInputStream());
                    request != null;
                    request = read(connection.getInputStream())) {
                requests.add(request);
                script.answer(connection, request);
            }
        } catch (Exception gone) {
            // The client has left, or the script has had enough.
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int length = 0;
        int head = -1;
        while (head < 0 || bytes.size() < head + length) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            bytes.write(next);
            String text = bytes.toString(UTF_8);
            if (head < 0 && text.endsWith("\r\n\r\n")) {
                head = bytes.size();
                length = text.lines()
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                        .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                        .findFirst()
                        .orElse(0);
            }
        }
        return bytes.toString(UTF_8);
    }

    static void write(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(UTF_8));
        connection.getOutputStream().flush();
    }

    static String answer(int status, String type, String body, String... headers) {
        StringBuilder text = new StringBuilder("HTTP/1.1 " + status + " Said\r\nContent-Type: " + type
                + "\r\nContent-Length: " + body.getBytes(UTF_8).length + "\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return text + "\r\n" + body;
    }

    /** An answer in which this key has this version. */
    static String changed(String key, long version) {
        return answer(
                200,
                "application/json",
                "{\"changed\":{\"%s\":{\"version\":%d,\"hash\":\"h\",\"source\":\"raw\"}},".formatted(key, version)
                        + "\"mesh\":{\"peers\":{},\"serverVersion\":" + version + "},\"serverTime\":1}");
    }

    static String unchanged() {
        return answer(
                200,
                "application/json",
                "{\"changed\":{},\"mesh\":{\"peers\":{},\"serverVersion\":1},\"serverTime\":1}");
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
        threads.shutdownNow();
    }
}
