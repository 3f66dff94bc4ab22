package io.socketless.reality.rest;

import io.socketless.reality.Caller;
import io.socketless.reality.jakarta.answer.CorsAnswer;
import io.socketless.reality.jakarta.answer.HttpAccess;
import io.socketless.reality.jakarta.answer.HttpAnswer;
import io.socketless.reality.jakarta.answer.HttpAnswers;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.protocol.PollCondition;
import io.socketless.reality.protocol.ProtocolException;
import io.socketless.reality.protocol.QueryDecoder;
import io.socketless.reality.protocol.QueryParameters;
import io.socketless.reality.protocol.RealityHeaders;
import io.socketless.reality.protocol.RequestDecoder;
import io.socketless.reality.protocol.TimedBody;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.security.Principal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, as JAX-RS shows them after the application's filters. Made by JAX-RS for each request.
 */
public class RestExchange {

    private static final long MAX_DISCARDED_BYTES = 16L << 20;

    @Context
    private HttpHeaders headers;

    @Context
    private UriInfo uri;

    @Context
    private SecurityContext security;

    @Context
    private Request request;

    @Context
    private HttpServletRequest connection;

    private final HttpAnswers answers = CDI.current().select(HttpAnswers.class).get();
    private final HttpAccess access = CDI.current().select(HttpAccess.class).get();

    /** For JAX-RS. */
    @SuppressWarnings("NullAway.Init") // JAX-RS sets the fields before the resource method runs
    public RestExchange() {}

    HttpAnswers answers() {
        return answers;
    }

    /** Answers the request, unless it is refused before it is decoded. The response can follow later, on any thread. */
    void answer(AsyncResponse suspended, Supplier<CompletableFuture<HttpAnswer>> call) {
        Map<String, String> added = new LinkedHashMap<>(answers.headers());
        added.putAll(cors().headers());
        String path = uri.getPath();
        CompletableFuture<HttpAnswer> answer;
        try {
            Optional<HttpAnswer> refusal = access.rateRefusal(connection.getRemoteAddr());
            answer = refusal.isPresent() ? CompletableFuture.completedFuture(refusal.get()) : call.get();
        } catch (RuntimeException | LinkageError | StackOverflowError failure) {
            answer = CompletableFuture.completedFuture(HttpAnswers.refusal(failure, path));
        }
        CompletableFuture<HttpAnswer> complete = answer;
        if (!complete.isDone()) {
            access.cancelOnDisconnect(connection.getRemotePort(), connection.getLocalPort(), complete);
        }
        complete.whenComplete(
                (unused, failure) -> suspended.resume(response(HttpAnswers.outcome(complete, path), added)));
    }

    /** As {@link #answer}, for callers with the secret or the role only. */
    void answerWriter(AsyncResponse suspended, Supplier<CompletableFuture<HttpAnswer>> call) {
        answer(suspended, () -> access.writeRefusal(headers.getHeaderString(HttpHeaders.AUTHORIZATION), caller())
                .map(CompletableFuture::completedFuture)
                .orElseGet(call));
    }

    /** The response to OPTIONS. */
    Response options(String allowed) {
        CorsAnswer cors = cors();
        Map<String, String> added = new LinkedHashMap<>(answers.headers());
        added.putAll(cors.headers());
        HttpAnswer answer = HttpAnswer.empty(Response.Status.NO_CONTENT.getStatusCode());
        return response(cors.preflight() ? answer : answer.with(HttpHeaders.ALLOW, allowed), added);
    }

    Caller caller() {
        return new SecurityCaller(security);
    }

    /**
     * Decodes the body.
     *
     * @throws ProtocolException with 413 or 415 by its header fields, with 408 if it is late, or as {@code decoder}
     *     throws it
     */
    <T> T body(InputStream entity, BiFunction<RequestDecoder, InputStream, T> decoder) {
        ServerSettings settings = access.settings();
        RequestDecoder bodies = new RequestDecoder(settings.limits());
        TimedBody body = new TimedBody(entity, settings.bodyTimeout());
        try {
            bodies.checkHead(headers.getHeaderString(HttpHeaders.CONTENT_TYPE), connection.getContentLengthLong());
            return decoder.apply(bodies, body);
        } catch (ProtocolException refused) {
            discardRest(body);
            throw refused;
        }
    }

    /**
     * A server closes a connection whose request was not read completely, and a client that is still sending would then
     * not see its response. JAX-RS cannot send the response first, so the rest is read before it, within the time limit
     * of a body.
     */
    private void discardRest(TimedBody body) {
        boolean isComing = headers.getHeaderString("Expect") == null; // otherwise the client waits for a go-ahead
        if (isComing && connection.getContentLengthLong() <= MAX_DISCARDED_BYTES) {
            body.skipRest(MAX_DISCARDED_BYTES);
        }
    }

    QueryDecoder queries() {
        return new QueryDecoder(access.settings().limits());
    }

    QueryParameters query() {
        return QueryParameters.of(uri.getRequestUri().getRawQuery());
    }

    @Nullable
    String lastEventId() {
        return headers.getHeaderString("Last-Event-ID");
    }

    PollCondition condition() {
        List<String> fields = headers.getRequestHeader(HttpHeaders.IF_NONE_MATCH);
        return new PollCondition(
                fields == null || fields.isEmpty() ? Optional.empty() : Optional.of(String.join(",", fields)),
                Optional.ofNullable(headers.getHeaderString(RealityHeaders.VERSION)));
    }

    private CorsAnswer cors() {
        return access.cors(
                headers.getHeaderString("Origin"),
                request.getMethod(),
                headers.getHeaderString("Access-Control-Request-Method"));
    }

    private static Response response(HttpAnswer answer, Map<String, String> added) {
        Response.ResponseBuilder response = Response.status(answer.status());
        Map<String, String> all = new LinkedHashMap<>(added);
        all.putAll(answer.headers());
        all.forEach(response::header);
        return answer.contentType().isEmpty()
                ? response.build()
                : response.entity(answer.body()).type(answer.contentType()).build();
    }

    private record SecurityCaller(SecurityContext security) implements Caller {

        @Override
        public Optional<Principal> principal() {
            return Optional.ofNullable(security.getUserPrincipal());
        }

        @Override
        public boolean inRole(String role) {
            return security.isUserInRole(role);
        }
    }
}
