package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.protocol.ProtocolException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The body of a request that has to be JSON. */
final class JsonBody {

    private static final String CONNECTION = "Connection";
    private static final long LONGEST_LINGERING_NANOS = Duration.ofSeconds(5).toNanos();
    private static final long LONGEST_SILENCE_NANOS = Duration.ofMillis(500).toNanos();
    private static final long SILENCE_STEP_NANOS = Duration.ofMillis(5).toNanos();

    private JsonBody() {}

    /**
     * Reads the body.
     *
     * @throws ProtocolException with 415 if it is of another type, with 413 if it says that it is too large, or as
     *     {@code decoder} says
     */
    static <T> T read(
            HttpServletRequest request,
            HttpServletResponse response,
            ServerSettings settings,
            Function<InputStream, T> decoder)
            throws IOException {
        requireRoom(request, settings);
        requireJson(request.getContentType());
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
     * Reads what is left of the body of a request that is refused, if its length is known and at most twice the limit; otherwise tells
     * the client that the connection closes.
     *
     * <p>A server closes a connection whose request was not read to its end, some of them without telling the client. One that is
     * still sending then never sees its answer, and one that sends its next request gets none to that.
     */
    static void skipRest(HttpServletRequest request, HttpServletResponse response, ServerSettings settings)
            throws IOException {
        long length = request.getContentLengthLong();
        boolean hasBody = length > 0 || request.getHeader("Transfer-Encoding") != null;
        if (!hasBody || response.containsHeader(CONNECTION)) {
            return;
        }
        long most = 2L * settings.limits().maxBodyBytes();
        boolean isComing = request.getHeader("Expect") == null; // otherwise the client waits to be told to send it
        boolean ended = isComing
                && length >= 0
                && length <= most
                && new TimedBody(request.getInputStream(), settings.bodyTimeout()).skipRest(most);
        if (!ended) {
            response.setHeader(CONNECTION, "close");
        }
    }

    /**
     * Sends a refusal whose connection closes on its way, and forgets what still comes of the body, until it ends or
     * nothing has come for a moment.
     *
     * <p>Where a connection is closed while bytes that nobody has read are there, TCP tells the client so at once, and the client's
     * system drops the answer that it has received, but not yet handed out. Such a client sees a broken connection in place of its 413.
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

    private static void requireRoom(HttpServletRequest request, ServerSettings settings) {
        int maxBytes = settings.limits().maxBodyBytes();
        if (request.getContentLengthLong() > maxBytes) {
            throw ProtocolException.bodyTooLarge(maxBytes);
        }
    }

    private static void requireJson(@Nullable String type) {
        if (type != null && !isJson(type)) {
            throw ProtocolException.of(415, "The body must be application/json.");
        }
    }

    private static boolean isJson(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }
}
