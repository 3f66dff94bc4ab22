package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.core.Engine;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.QueryDecoder;
import io.socketless.reality.protocol.VersionsResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** {@code GET /versions}: a report of what has changed after a version. */
final class VersionsEndpoint implements Endpoint {

    private final LocalNode node;
    private final QueryDecoder decoder;

    VersionsEndpoint(LocalNode node) {
        this.node = node;
        decoder = new QueryDecoder(node.settings().limits());
    }

    @Override
    public CompletableFuture<Answer> answer(HttpServletRequest request, HttpServletResponse response, boolean mayWait) {
        long since = decoder.since(Query.of(request).first("since"));
        Engine engine = node.requireEngine();
        List<VersionsResponse.Entry> changed = engine.changedSince(since).stream()
                .map(each -> new VersionsResponse.Entry(each.key(), each.version(), each.hash()))
                .toList();
        return CompletableFuture.completedFuture(Answer.json(Encoder.encode(new VersionsResponse(
                node.settings().identity().serverId(), engine.highestVersion(), System.currentTimeMillis(), changed))));
    }
}
