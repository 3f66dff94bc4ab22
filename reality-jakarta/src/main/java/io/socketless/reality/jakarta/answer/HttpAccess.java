package io.socketless.reality.jakarta.answer;

import io.socketless.reality.Caller;
import io.socketless.reality.jakarta.config.ServerSettings;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The checks that every door that speaks HTTP makes around a request: its origin, its rate, its right to write, and
 * whether its client is still connected. Thread-safe.
 */
@ApplicationScoped
public class HttpAccess {

    @Inject
    private NodeLifecycle lifecycle;

    private ServerSettings settings;
    private Cors cors;
    private RateLimit rateLimit;
    private WriteAccess writeAccess;
    private DisconnectWatcher disconnects;

    /** For CDI. */
    @SuppressWarnings("NullAway.Init") // start() sets the fields before the first call
    public HttpAccess() {}

    void createWithApplication(@Observes @Initialized(ApplicationScoped.class) Object application) {
        // The event creates this bean, as long as the timer of the node takes tasks.
    }

    @PostConstruct
    void start() {
        LocalNode node = lifecycle.node();
        settings = node.settings();
        cors = new Cors(settings.origins());
        rateLimit = new RateLimit(settings.requestsPerSecond(), node.timer());
        writeAccess = new WriteAccess(settings.writeSecret(), settings.writeRole());
        disconnects = DisconnectWatcher.start(node.timer());
    }

    /** The configuration of the node, for the limits of bodies. */
    public ServerSettings settings() {
        return settings;
    }

    /**
     * The CORS header fields of a response.
     *
     * @param requestedMethod the {@code Access-Control-Request-Method} field
     */
    public CorsAnswer cors(@Nullable String origin, String method, @Nullable String requestedMethod) {
        return cors.answer(origin, method, requestedMethod);
    }

    /** The refusal of a client that sends too many requests, if this one does. */
    public Optional<HttpAnswer> rateRefusal(String clientAddress) {
        return rateLimit.admits(clientAddress)
                ? Optional.empty()
                : Optional.of(HttpAnswer.problem(429, "Too many requests from this address.")
                        .retryAfter(1));
    }

    /**
     * The refusal of a caller without access to {@code /update}, {@code /invalidate} and {@code /versions}.
     *
     * @param authorization the header field
     * @param caller asked for its principal and role only if the secret does not decide
     */
    public Optional<HttpAnswer> writeRefusal(@Nullable String authorization, Caller caller) {
        return writeAccess.refusal(authorization, caller);
    }

    /** Cancels {@code answer} when the client at the other end of this connection disconnects. */
    public void cancelOnDisconnect(int remotePort, int localPort, CompletableFuture<?> answer) {
        disconnects.watch(remotePort, localPort, answer);
    }
}
