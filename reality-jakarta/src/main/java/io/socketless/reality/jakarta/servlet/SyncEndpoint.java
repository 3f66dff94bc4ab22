package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.core.Engine;
import io.socketless.reality.core.SyncResult;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.protocol.RequestDecoder;
import io.socketless.reality.protocol.SyncRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code POST /sync}: what has changed of these keys? Every hint is answered from the owners of the entries. */
final class SyncEndpoint implements Endpoint {

    private final LocalNode node;
    private final Answers answers;
    private final KeyAccess keys;
    private final RequestDecoder decoder;

    SyncEndpoint(LocalNode node, Answers answers, KeyAccess keys) {
        this.node = node;
        this.answers = answers;
        this.keys = keys;
        decoder = new RequestDecoder(node.settings().limits());
    }

    @Override
    public CompletableFuture<Answer> answer(HttpServletRequest request, HttpServletResponse response, boolean mayWait)
            throws IOException {
        SyncRequest sync = JsonBody.read(request, response, node.settings(), decoder::sync);
        Set<String> denied = keys.denied(request, sync.known().keySet());
        Engine engine = node.requireEngine();
        Duration wait = mayWait ? Waits.capped(sync.waitMillis(), node.settings()) : Duration.ZERO;
        return Waits.then(engine.sync(without(sync.known(), denied), wait), result -> body(engine, result, denied));
    }

    private CompletableFuture<Answer> body(Engine engine, SyncResult result, Set<String> denied) {
        OptionalLong retry =
                result.retry().map(Duration::toMillis).map(OptionalLong::of).orElse(OptionalLong.empty());
        return answers.sync(engine, result.changed().values(), denied, retry).thenApply(Answer::json);
    }

    static Map<String, Long> without(Map<String, Long> known, Set<String> denied) {
        if (denied.isEmpty()) {
            return known;
        }
        Map<String, Long> allowed = new LinkedHashMap<>(known);
        allowed.keySet().removeAll(denied);
        return allowed;
    }
}
