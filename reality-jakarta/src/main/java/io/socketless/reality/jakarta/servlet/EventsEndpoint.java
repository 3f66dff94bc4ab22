package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.KeyState;
import io.socketless.reality.core.SyncResult;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.EventId;
import io.socketless.reality.protocol.EventStream;
import io.socketless.reality.protocol.QueryDecoder;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** {@code GET /events}: for the browser's own {@code EventSource}, a finite stream with an event for each changed key. */
final class EventsEndpoint implements Endpoint {

    private final LocalNode node;
    private final Payloads payloads;
    private final KeyAccess access;
    private final QueryDecoder decoder;

    EventsEndpoint(LocalNode node, Payloads payloads, KeyAccess access) {
        this.node = node;
        this.payloads = payloads;
        this.access = access;
        decoder = new QueryDecoder(node.settings().limits());
    }

    @Override
    public CompletableFuture<Answer> answer(HttpServletRequest request, HttpServletResponse response, boolean mayWait) {
        Query query = Query.of(request);
        Set<String> keys = decoder.keys(query.values("key"));
        long waitMillis = decoder.waitMillis(query.first("wait"));
        Map<String, Long> seen = EventId.seen(keys, request.getHeader("Last-Event-ID"));
        Map<String, Long> watched = SyncEndpoint.without(seen, access.denied(request, keys));
        Duration wait = mayWait ? Waits.capped(waitMillis, node.settings()) : Duration.ZERO;
        return Waits.then(node.requireEngine().sync(watched, wait), result -> payloads.of(
                        result.changed().values())
                .thenApply(payloadOfKey -> body(seen, result, payloadOfKey)));
    }

    private Answer body(Map<String, Long> seen, SyncResult result, Map<String, String> payloadOfKey) {
        Duration retry = result.retry().orElse(node.settings().eventsRetry());
        EventStream stream = new EventStream(retry.toMillis(), seen);
        for (KeyState changed : result.changed().values()) {
            String payload = payloadOfKey.get(changed.key());
            if (payload == null) {
                stream.update(changed.key(), new ChangedKey(changed.version(), changed.hash(), changed.source()));
            } else {
                stream.update(changed.key(), changed.version(), payload);
            }
        }
        return Answer.of(EventStream.MEDIA_TYPE + ";charset=UTF-8", stream.toByteArray());
    }
}
