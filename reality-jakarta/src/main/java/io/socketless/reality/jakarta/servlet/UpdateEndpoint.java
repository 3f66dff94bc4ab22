package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.KeyState;
import io.socketless.reality.jakarta.node.LocalNode;
import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.RequestDecoder;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import io.socketless.reality.spi.Change;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** {@code POST /update}: this key has new content, identified by this hash. */
final class UpdateEndpoint implements Endpoint {

    private final LocalNode node;
    private final KeyAccess keys;
    private final RequestDecoder decoder;

    UpdateEndpoint(LocalNode node, KeyAccess keys) {
        this.node = node;
        this.keys = keys;
        decoder = new RequestDecoder(node.settings().limits());
    }

    @Override
    public CompletableFuture<Answer> answer(HttpServletRequest request, HttpServletResponse response, boolean mayWait)
            throws IOException {
        UpdateRequest update = JsonBody.read(request, response, node.settings(), decoder::update);
        keys.requireChange(request, List.of(update.key()));
        String source = node.settings().identity().serverId();
        return node.requireEngine()
                .write(List.of(Change.update(update.key(), update.hash(), source)))
                .thenApply(written -> body(Objects.requireNonNull(written.get(update.key()))));
    }

    private static Answer body(KeyState written) {
        return Answer.json(Encoder.encode(new UpdateResponse(
                written.key(),
                written.version(),
                written.hash(),
                written.updatedAt().toEpochMilli())));
    }
}
