package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.protocol.ProtocolException;
import io.socketless.reality.protocol.RequestDecoder;
import io.socketless.reality.protocol.TimedBody;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** Reads JSON bodies within limits, and discards the rest of bodies that are refused. */
final class JsonBody {

    private static final String CONNECTION = "Connection";
    private static final long LONGEST_LINGERING_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long LONGEST_SILENCE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long SILENCE_STEP_NANOS = Duration.ofMillis(5).toNanos();

    private JsonBody() {}

    /**
     * Reads the body.
     *
     * @throws ProtocolException with 413 or 415 by its header fields, or as {@code decoder} throws it
     */
    static <T> T read(
            HttpServletRequest request,
            HttpServletResponse response,
            ServerSettings settings,
            Function<InputStream, T> decoder)
            throws IOException {
        new RequestDecoder(settings.limits()).checkHead(request.getContentType(), request.getContentLengthLong());
        TimedBody body = new TimedBody(request.getInputStream(), settings.bodyTimeout());
        try {
            return decoder.apply(body);
        } catch (ProtocolException refused) {
            if (request.getContentLengthLong() < 0
                    || !body.skipRest(settings.limits().maxBodyBytes())) {
                response.setHeader(CONNECTION, "close");
            }
            throw refused;
        }
    }

    /**
     * Reads the rest of the body of a refused request, if its length is known and at most twice the limit. Otherwise
     * tells the client that the connection closes.
     *
     * <p>A server closes a connection whose request was not read completely, in some cases without telling the client.
     * A client that is still sending would then never see its response, and a client that sends its next request would
     * get none.
     */
    static void skipRest(HttpServletRequest request, HttpServletResponse response, ServerSettings settings)
            throws IOException {
        long length = request.getContentLengthLong();
        boolean hasBody = length > 0 || request.getHeader("Transfer-Encoding") != null;
        if (!hasBody || response.containsHeader(CONNECTION)) {
            return;
        }
        long most = 2L * settings.limits().maxBodyBytes();
        boolean isComing = request.getHeader("Expect") == null; // otherwise the client waits for a go-ahead
        boolean ended = isComing
                && length >= 0
                && length <= most
                && new TimedBody(request.getInputStream(), settings.bodyTimeout()).skipRest(most);
        if (!ended) {
            response.setHeader(CONNECTION, "close");
        }
    }

    /**
     * Sends a refusal whose connection closes, and discards the incoming body until it ends or pauses.
     *
     * <p>If a connection is closed while unread bytes are there, TCP reports that to the client at once, and the
     * client's system drops a response that it has received but not delivered yet. Such a client sees a broken
     * connection instead of its 413.
     */
    static void linger(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.flushBuffer();
        ServletInputStream in = request.getInputStream();
        byte[] buffer = new byte[8192];
        long start = System.nanoTime();
        long last = start;
        while (!in.isFinished()
                && System.nanoTime() - start < LONGEST_LINGERING_NANOS
                && System.nanoTime() - last < LONGEST_SILENCE_NANOS) {
            int available = in.available(); // so that no read waits
            if (available > 0 && in.read(buffer, 0, Math.min(available, buffer.length)) > 0) {
                last = System.nanoTime();
            } else {
                LockSupport.parkNanos(SILENCE_STEP_NANOS);
            }
        }
    }
}
