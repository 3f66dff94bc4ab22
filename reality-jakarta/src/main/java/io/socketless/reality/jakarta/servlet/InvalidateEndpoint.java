package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.KeyState;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.RequestDecoder;
import io.socketless.reality.spi.Change;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** {@code POST /invalidate}: the content of these keys is another, known or not. */
final class InvalidateEndpoint implements Endpoint {

    private final LocalNode node;
    private final KeyAccess keys;
    private final RequestDecoder decoder;

    InvalidateEndpoint(LocalNode node, KeyAccess keys) {
        this.node = node;
        this.keys = keys;
        decoder = new RequestDecoder(node.settings().limits());
    }

    @Override
    public CompletableFuture<Answer> answer(HttpServletRequest request, HttpServletResponse response, boolean mayWait)
            throws IOException {
        InvalidateRequest invalidate = JsonBody.read(request, response, node.settings(), decoder::invalidate);
        keys.requireChange(request, invalidate.keys());
        String source = invalidate.source().orElse(node.settings().identity().serverId());
        return node.requireEngine()
                .write(invalidate.keys().stream()
                        .map(key -> Change.invalidate(key, source))
                        .toList())
                .thenApply(InvalidateEndpoint::body);
    }

    private static Answer body(Map<String, KeyState> written) {
        Map<String, Long> versions = new LinkedHashMap<>();
        written.forEach((key, node) -> versions.put(key, node.version()));
        return Answer.json(Encoder.encode(InvalidateResponse.of(versions)));
    }
}
