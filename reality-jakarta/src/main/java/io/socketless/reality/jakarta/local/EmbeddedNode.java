package io.socketless.reality.jakarta.local;

import io.socketless.reality.jakarta.answer.Answers;
import io.socketless.reality.jakarta.answer.Reported;
import io.socketless.reality.jakarta.answer.SyncAnswer;
import io.socketless.reality.jakarta.answer.TrustedCaller;
import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The endpoints without HTTP, for code inside the application. Authorizers are not consulted. Futures fail as those of
 * {@link Answers} do.
 */
@ApplicationScoped
public class EmbeddedNode {

    @Inject
    private Answers answers;

    /** For CDI. */
    @SuppressWarnings("NullAway.Init") // CDI sets the field before the first call
    public EmbeddedNode() {}

    /** The name of this node. */
    public String serverId() {
        return answers.serverId();
    }

    /** As {@code POST /sync}. Cancelling the future frees the waiter. */
    public CompletableFuture<SyncResponse> sync(SyncRequest request) {
        return answers.sync(TrustedCaller.APPLICATION, request).thenApply(EmbeddedNode::response);
    }

    /** As {@code POST /update}. */
    public CompletableFuture<UpdateResponse> update(UpdateRequest request) {
        return answers.update(TrustedCaller.APPLICATION, request);
    }

    /** As {@code POST /invalidate}. */
    public CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request) {
        return answers.invalidate(TrustedCaller.APPLICATION, request);
    }

    /** As {@code GET /health}. */
    public CompletableFuture<HealthResponse> health() {
        return answers.health();
    }

    private static SyncResponse response(SyncAnswer answer) {
        Map<String, ChangedKey> changed = new LinkedHashMap<>();
        answer.changed().forEach(each -> changed.put(each.state().key(), withPayload(each)));
        return new SyncResponse(
                changed, answer.mesh(), System.currentTimeMillis(), answer.denied(), answer.retryMillis());
    }

    private static ChangedKey withPayload(Reported reported) {
        ChangedKey changed = reported.changed();
        return new ChangedKey(
                changed.version(),
                changed.hash(),
                changed.source(),
                reported.payload().map(EmbeddedNode::parsed));
    }

    private static JsonValue parsed(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readValue();
        }
    }
}
