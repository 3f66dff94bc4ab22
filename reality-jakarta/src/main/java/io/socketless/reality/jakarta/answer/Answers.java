package io.socketless.reality.jakarta.answer;

import io.socketless.reality.Caller;
import io.socketless.reality.KeyState;
import io.socketless.reality.PayloadProvider;
import io.socketless.reality.core.Engine;
import io.socketless.reality.core.SyncResult;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import io.socketless.reality.jakarta.node.RealityExtension;
import io.socketless.reality.jakarta.node.Release;
import io.socketless.reality.protocol.EventsRequest;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.HealthStatus;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.PollRequest;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import io.socketless.reality.protocol.VersionsResponse;
import io.socketless.reality.spi.Change;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The meaning of each request, whichever door it came through.
 *
 * <p>Requests are refused on the calling thread, by the exceptions that the methods name. Futures complete on any
 * thread and fail as those of the {@link Engine} do. Cancelling the future of a held request, or a stage derived from
 * it, frees its waiter. Thread-safe.
 */
@ApplicationScoped
public class Answers {

    private static final String PROBE = "health";

    @Inject
    private NodeLifecycle lifecycle;

    @Inject
    private KeyAccess access;

    @Inject
    private RealityExtension application;

    @Inject
    private BeanManager beans;

    private LocalNode node;
    private Payloads payloads;

    /** For CDI. */
    @SuppressWarnings("NullAway.Init") // start() sets the fields before the first call
    public Answers() {}

    @PostConstruct
    void start() {
        node = lifecycle.node();
        payloads = new Payloads(
                application.supplied(PayloadProvider.class, beans),
                node.settings().maxPayloadBytes(),
                node.settings().payloadTimeout(),
                node.executor());
    }

    @PreDestroy
    void stop() {
        payloads.close();
    }

    /** The name of this node. */
    public String serverId() {
        return node.settings().identity().serverId();
    }

    /**
     * Reports the keys whose versions the client does not hold. Denied keys are neither reported nor do they wake the
     * request.
     *
     * @throws io.socketless.reality.RealityUnavailableException if the node is starting or shutting down
     */
    public CompletableFuture<SyncAnswer> sync(Caller caller, SyncRequest request) {
        Set<String> denied = access.denied(caller, request.known().keySet());
        Engine engine = node.requireEngine();
        return synced(engine, without(request.known(), denied), request.waitMillis())
                .thenCompose(result -> answer(engine, result.changed().values(), denied, result.retry()));
    }

    /**
     * As a sync, for an {@code EventSource}.
     *
     * @throws io.socketless.reality.RealityUnavailableException if the node is starting or shutting down
     */
    public CompletableFuture<EventsAnswer> events(Caller caller, EventsRequest request) {
        Map<String, Long> seen = request.seen();
        Set<String> denied = access.denied(caller, seen.keySet());
        return synced(node.requireEngine(), without(seen, denied), request.waitMillis())
                .thenCompose(result -> payloads.of(result.changed().values())
                        .thenApply(reported -> new EventsAnswer(
                                seen,
                                reported,
                                result.retry().orElse(node.settings().eventsRetry()))));
    }

    /**
     * Reports the versions of keys, unless the client holds them.
     *
     * @throws io.socketless.reality.RealityUnavailableException if the node is starting or shutting down
     */
    public CompletableFuture<PollAnswer> poll(Caller caller, PollRequest request) {
        Set<String> denied = access.denied(caller, request.keys());
        Set<String> watched = new LinkedHashSet<>(request.keys());
        watched.removeAll(denied);
        Engine engine = node.requireEngine();
        return engine.read(watched).thenCompose(states -> {
            Map<String, Long> versions = versions(states);
            return request.condition().holds(request.keys().size(), versions)
                    ? CompletableFuture.completedFuture(new PollAnswer(versions, Optional.empty()))
                    : answer(engine, states.values(), denied, Optional.empty())
                            .thenApply(all -> new PollAnswer(versions, Optional.of(all)));
        });
    }

    /**
     * Raises the version of a key and sets its hash.
     *
     * @throws io.socketless.reality.protocol.ProtocolException with 403 if the caller cannot change the key
     * @throws io.socketless.reality.RealityUnavailableException if the node is starting or shutting down
     */
    public CompletableFuture<UpdateResponse> update(Caller caller, UpdateRequest request) {
        access.requireChange(caller, List.of(request.key()));
        return node.requireEngine()
                .write(List.of(Change.update(request.key(), request.hash(), serverId())))
                .thenApply(written -> response(Objects.requireNonNull(written.get(request.key()))));
    }

    /**
     * Raises the versions of keys.
     *
     * @throws io.socketless.reality.protocol.ProtocolException with 403 if the caller cannot change one of the keys
     * @throws io.socketless.reality.RealityUnavailableException if the node is starting or shutting down
     */
    public CompletableFuture<InvalidateResponse> invalidate(Caller caller, InvalidateRequest request) {
        access.requireChange(caller, request.keys());
        String source = request.source().orElse(serverId());
        return node.requireEngine()
                .write(request.keys().stream()
                        .map(key -> Change.invalidate(key, source))
                        .toList())
                .thenApply(written -> InvalidateResponse.of(versions(written)));
    }

    /**
     * Reports the keys whose version is above {@code since}.
     *
     * @throws io.socketless.reality.RealityUnavailableException if the node is starting or shutting down
     */
    public VersionsResponse versions(long since) {
        Engine engine = node.requireEngine();
        List<VersionsResponse.Entry> changed = engine.changedSince(since).stream()
                .map(each -> new VersionsResponse.Entry(each.key(), each.version(), each.hash()))
                .toList();
        return new VersionsResponse(serverId(), engine.highestVersion(), System.currentTimeMillis(), changed);
    }

    /** Whether clients can be sent to this node: its store answers, and it is not about to stop. Never fails. */
    public CompletableFuture<NodeReadiness> readiness() {
        boolean leaving = node.isLeaving();
        return node.engine()
                .map(engine -> engine.read(Set.of(PROBE))
                        .handle((read, failure) -> new NodeReadiness(
                                true,
                                failure == null,
                                leaving,
                                engine.waiters(),
                                engine.peers(),
                                engine.highestVersion())))
                .orElseGet(() ->
                        CompletableFuture.completedFuture(new NodeReadiness(false, false, leaving, 0, List.of(), 0)));
    }

    /** {@link #readiness} in the form of the protocol. Never fails. */
    public CompletableFuture<HealthResponse> health() {
        return readiness().thenApply(this::health);
    }

    private HealthResponse health(NodeReadiness readiness) {
        int peers = readiness.peers().size();
        int healthy = readiness.healthyPeers();
        HealthStatus status = !readiness.ready()
                ? HealthStatus.UNHEALTHY
                : healthy < peers ? HealthStatus.DEGRADED : HealthStatus.HEALTHY;
        return new HealthResponse(
                status,
                serverId(),
                Release.VERSION,
                node.uptime().toMillis(),
                new HealthResponse.Peers(peers, healthy),
                new HealthResponse.Storage(readiness.storeAnswers(), readiness.highestVersion()));
    }

    private CompletableFuture<SyncResult> synced(Engine engine, Map<String, Long> known, long waitMillis) {
        long wait = Math.min(Math.max(0, waitMillis), node.settings().maxWait().toMillis());
        return HeldFuture.of(engine.sync(known, Duration.ofMillis(wait)));
    }

    private CompletableFuture<SyncAnswer> answer(
            Engine engine, Collection<KeyState> changed, Set<String> denied, Optional<Duration> retry) {
        return payloads.of(changed)
                .thenApply(
                        reported -> new SyncAnswer(reported, denied, retry, engine.peers(), engine.highestVersion()));
    }

    private static UpdateResponse response(KeyState written) {
        return new UpdateResponse(
                written.key(),
                written.version(),
                written.hash(),
                written.updatedAt().toEpochMilli());
    }

    private static Map<String, Long> versions(Map<String, KeyState> states) {
        Map<String, Long> versions = new LinkedHashMap<>();
        states.forEach((key, state) -> versions.put(key, state.version()));
        return versions;
    }

    private static Map<String, Long> without(Map<String, Long> known, Set<String> denied) {
        if (denied.isEmpty()) {
            return known;
        }
        Map<String, Long> allowed = new LinkedHashMap<>(known);
        allowed.keySet().removeAll(denied);
        return allowed;
    }
}
