package io.socketless.reality.jakarta.http;

import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.protocol.ProtocolException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** The body of a request that has to be JSON. */
final class JsonBody {

    private JsonBody() {}

    /**
     * The body, unread.
     *
     * @throws ProtocolException with 415 if it is of another type, with 413 if it says that it is too large
     */
    static InputStream of(HttpServletRequest request, ServerSettings settings) throws IOException {
        String type = request.getContentType();
        if (type != null && !isJson(type)) {
            throw ProtocolException.of(415, "The body must be application/json.");
        }
        int maxBytes = settings.limits().maxBodyBytes();
        if (request.getContentLengthLong() > maxBytes) {
            throw ProtocolException.bodyTooLarge(maxBytes);
        }
        return new TimedBody(request.getInputStream(), settings.bodyTimeout());
    }

    private static boolean isJson(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }
}
