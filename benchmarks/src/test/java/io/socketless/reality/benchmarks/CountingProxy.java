package io.socketless.reality.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/** Passes connections on to a server, and counts the bytes of both directions and the requests. */
final class CountingProxy implements AutoCloseable {
    final LongAdder bytes = new LongAdder();
    final LongAdder requests = new LongAdder();
    private final ServerSocket socket = new ServerSocket(0, 2000, InetAddress.getLoopbackAddress());
    private final int target;

    CountingProxy(int target) throws IOException {
        this.target = target;
        daemon(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                daemon(() -> pass(client, server, true));
                daemon(() -> pass(server, client, false));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void pass(Socket from, Socket to, boolean counted) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[65536];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                bytes.add(length);
                if (counted) {
                    String text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
                    if (text.startsWith("POST ") || text.startsWith("GET ")) {
                        requests.increment();
                    }
                }
                out.write(buffer, 0, length);
                out.flush();
            }
        } catch (IOException gone) {
            // One side has left, and the other follows.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
