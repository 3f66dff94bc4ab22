package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.KeyState;
import io.socketless.reality.core.Engine;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.protocol.PollCondition;
import io.socketless.reality.protocol.PollTag;
import io.socketless.reality.protocol.QueryDecoder;
import io.socketless.reality.protocol.RealityHeaders;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code GET /poll}: the versions of keys as a conditional request, answered with 304 while the client holds them. */
final class PollEndpoint implements Endpoint {

    private final LocalNode node;
    private final Answers answers;
    private final KeyAccess access;
    private final QueryDecoder decoder;

    PollEndpoint(LocalNode node, Answers answers, KeyAccess access) {
        this.node = node;
        this.answers = answers;
        this.access = access;
        decoder = new QueryDecoder(node.settings().limits());
    }

    @Override
    public CompletableFuture<Answer> answer(HttpServletRequest request, HttpServletResponse response, boolean mayWait) {
        Set<String> keys = decoder.keys(Query.of(request).values("key"));
        Set<String> denied = access.denied(request, keys);
        Set<String> watched = new LinkedHashSet<>(keys);
        watched.removeAll(denied);
        PollCondition condition =
                new PollCondition(ifNoneMatch(request), Optional.ofNullable(request.getHeader(RealityHeaders.VERSION)));
        Engine engine = node.requireEngine();
        return engine.read(watched).thenCompose(nodes -> answer(engine, keys.size(), condition, nodes, denied));
    }

    private CompletableFuture<Answer> answer(
            Engine engine, int polled, PollCondition condition, Map<String, KeyState> nodes, Set<String> denied) {
        Map<String, Long> versions = new LinkedHashMap<>();
        nodes.forEach((key, each) -> versions.put(key, each.version()));
        CompletableFuture<Answer> answer = condition.holds(polled, versions)
                ? CompletableFuture.completedFuture(Answer.empty(HttpServletResponse.SC_NOT_MODIFIED))
                : answers.sync(engine, nodes.values(), denied, OptionalLong.empty())
                        .thenApply(Answer::json);
        return answer.thenApply(plain -> tagged(plain, versions));
    }

    private static Answer tagged(Answer answer, Map<String, Long> versions) {
        Answer tagged = answer.with("ETag", PollTag.of(versions).header()).with("Cache-Control", "no-cache");
        return versions.isEmpty()
                ? tagged
                : tagged.with(
                        RealityHeaders.VERSION,
                        Collections.max(versions.values()).toString());
    }

    private static Optional<String> ifNoneMatch(HttpServletRequest request) {
        List<String> fields = Collections.list(request.getHeaders("If-None-Match"));
        return fields.isEmpty() ? Optional.empty() : Optional.of(String.join(",", fields));
    }
}
