package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.Caller;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.protocol.EventsRequest;
import io.socketless.reality.protocol.PollCondition;
import io.socketless.reality.protocol.PollRequest;
import io.socketless.reality.protocol.ProtocolException;
import io.socketless.reality.protocol.QueryDecoder;
import io.socketless.reality.protocol.QueryParameters;
import io.socketless.reality.protocol.RealityHeaders;
import io.socketless.reality.protocol.RequestDecoder;
import io.socketless.reality.protocol.SyncRequest;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Decodes one request. */
record Exchange(HttpServletRequest request, HttpServletResponse response, ServerSettings settings) implements Caller {

    /** Whether the request can be held. */
    boolean canBeHeld() {
        return request.isAsyncSupported();
    }

    SyncRequest sync() throws IOException {
        SyncRequest sync = body(decoder()::sync);
        return canBeHeld() ? sync : sync.withoutWait();
    }

    EventsRequest events() {
        EventsRequest events = queries().events(query(), request.getHeader("Last-Event-ID"));
        return canBeHeld() ? events : events.withoutWait();
    }

    PollRequest poll() {
        List<String> fields = Collections.list(request.getHeaders("If-None-Match"));
        return queries()
                .poll(
                        query(),
                        new PollCondition(
                                fields.isEmpty() ? Optional.empty() : Optional.of(String.join(",", fields)),
                                Optional.ofNullable(request.getHeader(RealityHeaders.VERSION))));
    }

    long since() {
        return queries().since(query());
    }

    /**
     * Reads the body.
     *
     * @throws ProtocolException with 413 or 415 by its header fields, or as {@code decoder} throws it
     */
    <T> T body(Function<InputStream, T> decoder) throws IOException {
        return JsonBody.read(request, response, settings, decoder);
    }

    RequestDecoder decoder() {
        return new RequestDecoder(settings.limits());
    }

    private QueryDecoder queries() {
        return new QueryDecoder(settings.limits());
    }

    private QueryParameters query() {
        return QueryParameters.of(request.getQueryString());
    }

    @Override
    public Optional<Principal> principal() {
        return Optional.ofNullable(request.getUserPrincipal());
    }

    @Override
    public boolean inRole(String role) {
        return request.isUserInRole(role);
    }

    /** The same caller, which the container asks for credentials if it sent none. */
    Caller authenticating() {
        return new Caller() {
            @Override
            public Optional<Principal> principal() {
                authenticate();
                return Exchange.this.principal();
            }

            @Override
            public boolean inRole(String role) {
                return Exchange.this.inRole(role);
            }
        };
    }

    private void authenticate() {
        if (request.getUserPrincipal() == null) {
            try {
                request.authenticate(response);
            } catch (ServletException | IOException | IllegalStateException noMechanism) {
                // The caller stays anonymous.
            }
        }
    }

    @Nullable
    String header(String name) {
        return request.getHeader(name);
    }
}
