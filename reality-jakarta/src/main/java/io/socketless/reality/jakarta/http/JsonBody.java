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

    private JsonBody() {}

    /**
     * Reads the body.
     *
     * <p>A server closes a connection whose request was not read to its end, some of them without telling the client, which
     * may be sending its next request. So what is left of a body that is refused is read too, if its length is known;
     * otherwise the client is told that the connection closes.
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
        int maxBytes = settings.limits().maxBodyBytes();
        if (request.getContentLengthLong() > maxBytes) {
            throw ProtocolException.bodyTooLarge(maxBytes);
        }
        TimedBody body = new TimedBody(request.getInputStream(), settings.bodyTimeout());
        try {
            requireJson(request.getContentType());
            return decoder.apply(body);
        } catch (ProtocolException refused) {
            boolean finite = request.getContentLengthLong() >= 0;
            if (!finite || !body.skipRest(maxBytes)) {
                response.setHeader("Connection", "close");
            }
            throw refused;
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
