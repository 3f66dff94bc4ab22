package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.jakarta.answer.Answers;
import io.socketless.reality.jakarta.answer.CorsAnswer;
import io.socketless.reality.jakarta.answer.HttpAccess;
import io.socketless.reality.jakarta.answer.HttpAnswer;
import io.socketless.reality.jakarta.answer.HttpAnswers;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The default door: finds the endpoint of a request, decodes the request, and sends the response.
 *
 * <p>A response that is complete when the endpoint returns is sent by the request's thread. Any other request is
 * suspended, holds no thread, and is answered by a thread of the node.
 */
public class RealityServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    @Inject
    private transient Instance<Object> injected;

    private transient LocalNode node;
    private transient HttpAnswers answers;
    private transient HttpAccess access;
    private transient Map<String, Endpoint> endpoints;
    private final transient AtomicBoolean warnedOfFilter = new AtomicBoolean();

    /** For the container. */
    @SuppressWarnings({"NullAway.Init", "this-escape"}) // CDI and init() set the fields before the first request
    public RealityServlet() {}

    @Override
    public void init() {
        // In an EAR, servers inject nothing into the servlets of a WAR that has no beans.
        Instance<Object> application = injected == null ? CDI.current() : injected;
        node = application.select(NodeLifecycle.class).get().node();
        answers = application.select(HttpAnswers.class).get();
        access = application.select(HttpAccess.class).get();
        application.select(Answers.class).get().serverId(); // created here, by a thread of the application
        endpoints = access.settings().endpoint() == ServerSettings.EndpointKind.NONE ? Map.of() : endpoints();
    }

    private Map<String, Endpoint> endpoints() {
        return Map.of(
                "", Endpoint.get(call -> answers.health()),
                "/health", Endpoint.get(call -> answers.health()),
                "/sync", Endpoint.post(call -> answers.sync(call, call.sync())),
                "/update",
                        Endpoint.post(call -> answers.update(call, call.body(call.decoder()::update)))
                                .withWriteAccess(),
                "/invalidate",
                        Endpoint.post(call -> answers.invalidate(call, call.body(call.decoder()::invalidate)))
                                .withWriteAccess(),
                "/versions",
                        Endpoint.get(call -> answers.versions(call.since())).withWriteAccess(),
                "/events", Endpoint.get(call -> answers.events(call, call.events())),
                "/poll", Endpoint.get(call -> answers.poll(call, call.poll())));
    }

    @Override
    public void destroy() {
        node.close(); // directly, since some servers stop CDI first
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        Exchange exchange = new Exchange(request, response, node.settings());
        try {
            answers.headers().forEach(response::setHeader);
            CorsAnswer cors = access.cors(
                    exchange.header("Origin"), request.getMethod(), exchange.header("Access-Control-Request-Method"));
            cors.headers().forEach(response::addHeader);
            if (cors.preflight()) {
                send(HttpAnswer.empty(HttpServletResponse.SC_NO_CONTENT), response);
            } else {
                answer(exchange);
            }
        } catch (RuntimeException | LinkageError | StackOverflowError failure) {
            refuse(HttpAnswers.refusal(failure, request.getServletPath()), exchange);
        }
    }

    private void answer(Exchange exchange) throws IOException {
        HttpServletRequest request = exchange.request();
        Endpoint endpoint = route(exchange);
        if (endpoint == null) {
            return;
        }
        Optional<HttpAnswer> refusal = access.rateRefusal(request.getRemoteAddr());
        if (refusal.isPresent()) {
            refuse(refusal.get(), exchange);
            return;
        }
        if (!exchange.canBeHeld() && warnedOfFilter.compareAndSet(false, true)) {
            ServletMessages.NOT_ASYNC.log(LOGGER, request.getServletPath());
        }
        if (endpoint.needsWriteAccess()) {
            refusal = access.writeRefusal(exchange.header("Authorization"), exchange.authenticating());
            if (refusal.isPresent()) {
                send(challenged(refusal.get(), exchange.response()), exchange.response());
                return;
            }
        }
        CompletableFuture<HttpAnswer> answer = endpoint.call().answer(exchange);
        if (answer.isDone() || !exchange.canBeHeld()) {
            send(HttpAnswers.outcome(answer, request.getServletPath()), exchange.response());
        } else {
            suspend(exchange, answer);
        }
    }

    /** The endpoint, or null if the request was answered with 404 or 405. */
    private @Nullable Endpoint route(Exchange exchange) throws IOException {
        HttpServletRequest request = exchange.request();
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        Endpoint endpoint = endpoints.get(path.equals("/") ? "" : path);
        if (endpoint == null) {
            refuse(HttpAnswer.problem(404, "No such endpoint."), exchange);
            return null;
        }
        if (endpoint.supports(request.getMethod())) {
            return endpoint;
        }
        exchange.response().setHeader("Allow", endpoint.allowed());
        refuse(
                request.getMethod().equals("OPTIONS")
                        ? HttpAnswer.empty(204)
                        : HttpAnswer.problem(405, "This endpoint has no such method."),
                exchange);
        return null;
    }

    private void suspend(Exchange exchange, CompletableFuture<HttpAnswer> answer) {
        HttpServletRequest request = exchange.request();
        String path = request.getServletPath();
        AsyncContext suspended = request.startAsync(request, exchange.response());
        suspended.setTimeout(0); // the engine ends every wait, and every read
        access.cancelOnDisconnect(request.getRemotePort(), request.getLocalPort(), answer);
        answer.whenComplete((unused, failure) -> {
            try {
                send(HttpAnswers.outcome(answer, path), exchange.response());
            } catch (IOException | RuntimeException gone) {
                // The client disconnected while its response was on the way. It will retry.
            } finally {
                suspended.complete();
            }
        });
    }

    /** A refusal without our own challenge if the container has one. */
    private static HttpAnswer challenged(HttpAnswer refusal, HttpServletResponse response) {
        return response.containsHeader("WWW-Authenticate") ? refusal.without("WWW-Authenticate") : refusal;
    }

    /** Sends a response to a request whose body was not necessarily read. */
    private static void refuse(HttpAnswer answer, Exchange exchange) throws IOException {
        HttpServletResponse response = exchange.response();
        if (response.isCommitted()) {
            return;
        }
        JsonBody.skipRest(exchange.request(), response, exchange.settings());
        send(answer, response);
        if (response.containsHeader("Connection")) { // it closes
            try {
                JsonBody.linger(exchange.request(), response);
            } catch (IOException | RuntimeException closed) {
                // By the client, which has its response; servers throw either.
            }
        }
    }

    private static void send(HttpAnswer answer, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return; // by the container, which has asked for credentials
        }
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        if (!answer.contentType().isEmpty()) {
            response.setContentType(answer.contentType());
            response.setContentLength(answer.body().length);
            response.getOutputStream().write(answer.body());
        }
    }
}
