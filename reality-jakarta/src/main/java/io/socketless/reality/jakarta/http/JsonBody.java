package io.socketless.reality.jakarta.http;

import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.protocol.ProtocolException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The body of a request that has to be JSON. */
final class JsonBody {

    private static final String CONNECTION = "Connection";

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
