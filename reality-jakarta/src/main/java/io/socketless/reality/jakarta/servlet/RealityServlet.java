package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.KeyAuthorizer;
import io.socketless.reality.PayloadProvider;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.core.WaitersFullException;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import io.socketless.reality.jakarta.node.RealityExtension;
import io.socketless.reality.protocol.Problem;
import io.socketless.reality.protocol.ProtocolException;
import io.socketless.reality.protocol.RealityHeaders;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;
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
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The door: finds the endpoint of a request, refuses what is not allowed, and sends the answer, at once or when it comes.
 *
 * <p>A request whose answer is there when the endpoint returns is answered by the thread of the request. Any other is
 * suspended, holds no thread, and is answered by a thread of the engine.
 */
public class RealityServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = System.getLogger("io.socketless.reality");

    /** For nobody; but should a client have been taken for gone by mistake, it comes back. */
    private static final Answer DEPARTED =
            Answer.empty(HttpServletResponse.SC_SERVICE_UNAVAILABLE).retryAfter(1);

    @Inject
    private transient Instance<Object> injected;

    private transient LocalNode node;
    private transient Cors cors;
    private transient RateLimit rateLimit;
    private transient Departures departures;
    private transient Payloads payloads;
    private transient Map<String, Map<String, Endpoint>> endpoints;
    private final transient AtomicBoolean warnedOfFilter = new AtomicBoolean();

    /** For the container. */
    @SuppressWarnings({"NullAway.Init", "this-escape"}) // CDI and init() set the fields before the first request
    public RealityServlet() {}

    @Override
    public void init() {
        // In an EAR, servers inject nothing into the servlets of a WAR that has no beans of its own.
        Instance<Object> application = injected == null ? CDI.current() : injected;
        RealityExtension extension = application.select(RealityExtension.class).get();
        BeanManager beans = application.select(BeanManager.class).get();
        node = application.select(NodeLifecycle.class).get().node();
        ServerSettings settings = node.settings();
        cors = new Cors(settings.origins());
        rateLimit = new RateLimit(settings.requestsPerSecond(), node.timer());
        departures = Departures.watch(node.timer());
        payloads = Payloads.of(
                extension.supplied(PayloadProvider.class, beans),
                settings.maxPayloadBytes(),
                settings.payloadTimeout(),
                node.executor());
        KeyAccess keys = new KeyAccess(extension.supplied(KeyAuthorizer.class, beans));
        WriteAccess access = new WriteAccess(settings.writeSecret(), settings.writeRole());
        Answers answers = new Answers(payloads);
        Endpoint health = new HealthEndpoint(node);
        endpoints = Map.of(
                "", Map.of("GET", health),
                "/health", Map.of("GET", health),
                "/sync", Map.of("POST", new SyncEndpoint(node, answers, keys)),
                "/update", Map.of("POST", access.required(new UpdateEndpoint(node, keys))),
                "/invalidate", Map.of("POST", access.required(new InvalidateEndpoint(node, keys))),
                "/versions", Map.of("GET", access.required(new VersionsEndpoint(node))),
                "/events", Map.of("GET", new EventsEndpoint(node, payloads, keys)),
                "/poll", Map.of("GET", new PollEndpoint(node, answers, keys)));
    }

    @Override
    public void destroy() {
        node.close(); // directly, since some servers stop CDI first
        payloads.close();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.setHeader(RealityHeaders.SERVER, node.settings().identity().serverId());
        response.setHeader("Cache-Control", "no-store");
        try {
            if (cors.admit(request, response)) {
                return; // a preflight, answered
            }
            answer(request, response);
        } catch (RuntimeException | LinkageError | StackOverflowError failure) {
            refuse(refusal(request, failure), request, response);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        Endpoint endpoint = route(request, response);
        if (endpoint == null) {
            return;
        }
        if (!rateLimit.admits(request.getRemoteAddr())) {
            refuse(
                    Answer.problem(Problem.of(429, "Too many requests from this address."))
                            .retryAfter(1),
                    request,
                    response);
            return;
        }
        boolean mayWait = request.isAsyncSupported();
        if (!mayWait && warnedOfFilter.compareAndSet(false, true)) {
            EndpointMessage.NOT_ASYNC.log(LOGGER, request.getServletPath());
        }
        CompletableFuture<Answer> answer = endpoint.answer(request, response, mayWait);
        if (answer.isDone() || !mayWait) {
            send(outcome(request, answer), response);
        } else {
            suspend(request, response, answer);
        }
    }

    /** The endpoint, or null if the request has been answered with 404 or 405. */
    private @Nullable Endpoint route(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo() == null ? "" : request.getPathInfo();
        Map<String, Endpoint> methods = endpoints.get(path.equals("/") ? "" : path);
        if (methods == null) {
            refuse(Answer.problem(Problem.of(404, "No such endpoint.")), request, response);
            return null;
        }
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        Endpoint endpoint = methods.get(method);
        if (endpoint == null) {
            TreeMap<String, Endpoint> allowed = new TreeMap<>(methods);
            response.setHeader(
                    "Allow",
                    allowed.keySet().stream()
                                    .map(name -> name.equals("GET") ? "GET, HEAD" : name)
                                    .collect(Collectors.joining(", "))
                            + ", OPTIONS");
            refuse(
                    method.equals("OPTIONS")
                            ? Answer.empty(204)
                            : Answer.problem(Problem.of(405, "This endpoint has no such method.")),
                    request,
                    response);
        }
        return endpoint;
    }

    private void suspend(HttpServletRequest request, HttpServletResponse response, CompletableFuture<Answer> answer) {
        AsyncContext suspended = request.startAsync(request, response);
        suspended.setTimeout(0); // the engine ends every wait, and every read
        Departures.Watch watch = departures.watch(request.getRemotePort(), request.getLocalPort(), answer);
        answer.whenComplete((unused, failure) -> {
            watch.end();
            try {
                send(failure instanceof CancellationException ? DEPARTED : outcome(request, answer), response);
            } catch (IOException | RuntimeException gone) {
                // The client has left while its answer was on its way. It will ask again.
            } finally {
                suspended.complete();
            }
        });
    }

    private static Answer outcome(HttpServletRequest request, CompletableFuture<Answer> answer) {
        try {
            return answer.join();
        } catch (CompletionException failure) {
            return refusal(request, failure.getCause() == null ? failure : failure.getCause());
        }
    }

    private static Answer refusal(HttpServletRequest request, Throwable failure) {
        if (failure instanceof ProtocolException refused) {
            return Answer.problem(refused.problem());
        }
        if (failure instanceof WaitersFullException) {
            return Answer.problem(Problem.of(429, "Too many clients wait on this node."))
                    .retryAfter(1);
        }
        if (failure instanceof RealityUnavailableException unavailable) {
            return Answer.problem(Problem.of(503, unavailable.getMessage() + "."))
                    .retryAfter(1);
        }
        if (failure instanceof RejectedExecutionException) {
            return Answer.problem(Problem.of(503, "This node is shutting down."))
                    .retryAfter(1);
        }
        EndpointMessage.REQUEST_FAILED.logWith(LOGGER, failure, request.getServletPath());
        return Answer.problem(Problem.of(500, "The server failed to answer; its log tells why."));
    }

    /** Sends an answer to a request whose body may not have been read. */
    private void refuse(Answer answer, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return;
        }
        JsonBody.skipRest(request, response, node.settings());
        send(answer, response);
        if (response.containsHeader("Connection")) { // it closes
            try {
                JsonBody.linger(request, response);
            } catch (IOException | RuntimeException closed) {
                // By the client, which has its answer; servers throw either.
            }
        }
    }

    private static void send(Answer answer, HttpServletResponse response) throws IOException {
        if (response.isCommitted()) {
            return; // by the container, which has asked for credentials
        }
        answer.send(response);
    }
}
