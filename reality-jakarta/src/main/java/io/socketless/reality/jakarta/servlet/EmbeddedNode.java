package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.KeyState;
import io.socketless.reality.PayloadProvider;
import io.socketless.reality.core.Engine;
import io.socketless.reality.core.SyncResult;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.jakarta.node.NodeLifecycle;
import io.socketless.reality.jakarta.node.RealityExtension;
import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import io.socketless.reality.spi.Change;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The endpoints without HTTP, for code of the application: what a request would be answered with, except that nobody is asked
 * who the caller is. Futures fail as those of the {@link Engine} do.
 */
@ApplicationScoped
public class EmbeddedNode {

    @Inject
    private NodeLifecycle lifecycle;

    @Inject
    private RealityExtension application;

    @Inject
    private BeanManager beans;

    private LocalNode node;
    private Payloads payloads;

    /** For CDI. */
    @SuppressWarnings("NullAway.Init") // start() sets the fields before the first call
    public EmbeddedNode() {}

    @PostConstruct
    void start() {
        node = lifecycle.node();
        payloads = Payloads.of(
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

    /** As {@code POST /sync}. Cancelling the future gives the waiter's place back. */
    public CompletableFuture<SyncResponse> sync(SyncRequest request) {
        Engine engine = node.requireEngine();
        Duration wait = Waits.capped(request.waitMillis(), node.settings());
        CompletableFuture<SyncResult> sync = engine.sync(request.known(), wait);
        CompletableFuture<SyncResponse> answer = sync.thenCompose(result -> {
            Collection<KeyState> changed = result.changed().values();
            return payloads.of(changed).thenApply(found -> response(engine, result, found));
        });
        answer.whenComplete((value, failure) -> {
            if (answer.isCancelled()) {
                sync.cancel(false);
            }
        });
        return answer;
    }

    /** As {@code POST /update}. */
    public CompletableFuture<UpdateResponse> update(UpdateRequest request) {
        return node.requireEngine()
                .write(List.of(Change.update(request.key(), request.hash(), serverId())))
                .thenApply(written -> {
                    KeyState node = Objects.requireNonNull(written.get(request.key()));
                    return new UpdateResponse(
                            node.key(),
                            node.version(),
                            node.hash(),
                            node.updatedAt().toEpochMilli());
                });
    }

    /** As {@code POST /invalidate}. */
    public CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request) {
        String source = request.source().orElse(serverId());
        return node.requireEngine()
                .write(request.keys().stream()
                        .map(key -> Change.invalidate(key, source))
                        .toList())
                .thenApply(written -> {
                    Map<String, Long> versions = new LinkedHashMap<>();
                    written.forEach((key, node) -> versions.put(key, node.version()));
                    return InvalidateResponse.of(versions);
                });
    }

    /** As {@code GET /health}. */
    public CompletableFuture<HealthResponse> health() {
        return HealthEndpoint.health(node);
    }

    private static SyncResponse response(Engine engine, SyncResult result, Map<String, String> payloads) {
        Map<String, ChangedKey> changed = new LinkedHashMap<>();
        result.changed()
                .forEach((key, node) -> changed.put(
                        key,
                        new ChangedKey(
                                node.version(),
                                node.hash(),
                                node.source(),
                                Optional.ofNullable(payloads.get(key)).map(EmbeddedNode::parsed))));
        return new SyncResponse(
                changed,
                Answers.meshOf(engine),
                System.currentTimeMillis(),
                Set.of(),
                result.retry().map(Duration::toMillis).map(OptionalLong::of).orElse(OptionalLong.empty()));
    }

    private static JsonValue parsed(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readValue();
        }
    }
}
