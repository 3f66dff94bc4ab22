package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.KeyState;
import io.socketless.reality.core.Engine;
import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.Encoder;
import io.socketless.reality.protocol.Fragment;
import io.socketless.reality.protocol.Mesh;
import io.socketless.reality.protocol.PeerStatus;
import io.socketless.reality.spi.Peer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Puts sync answers together. Thousands of waiting clients are told the same change within moments, so the last key and the
 * last mesh that were written as JSON are kept; a race on them costs writing one twice. Thread-safe.
 */
final class Answers {

    private final Payloads payloads;
    private volatile @Nullable WrittenKey lastKey;
    private volatile @Nullable WrittenMesh lastMesh;

    Answers(Payloads payloads) {
        this.payloads = payloads;
    }

    /** The body that tells of these keys, as soon as their payloads are there. */
    CompletableFuture<byte[]> sync(
            Engine engine, Collection<KeyState> changed, Set<String> denied, OptionalLong retryMillis) {
        if (changed.isEmpty() || payloads.none()) {
            return CompletableFuture.completedFuture(body(engine, changed, Map.of(), denied, retryMillis));
        }
        return payloads.of(changed).thenApply(found -> body(engine, changed, found, denied, retryMillis));
    }

    private byte[] body(
            Engine engine,
            Collection<KeyState> changed,
            Map<String, String> payloadOfKey,
            Set<String> denied,
            OptionalLong retryMillis) {
        List<Fragment> fragments = new ArrayList<>(changed.size());
        for (KeyState each : changed) {
            fragments.add(fragment(each, Optional.ofNullable(payloadOfKey.get(each.key()))));
        }
        return Encoder.syncResponse(fragments, mesh(engine), System.currentTimeMillis(), denied, retryMillis);
    }

    private Fragment fragment(KeyState changed, Optional<String> payload) {
        WrittenKey last = lastKey;
        if (last != null && last.node.equals(changed) && last.payload.equals(payload)) {
            return last.json;
        }
        ChangedKey wire = new ChangedKey(changed.version(), changed.hash(), changed.source());
        Fragment json = payload.map(text -> Fragment.changed(changed.key(), wire, text))
                .orElseGet(() -> Fragment.changed(changed.key(), wire));
        lastKey = new WrittenKey(changed, payload, json);
        return json;
    }

    private Fragment mesh(Engine engine) {
        List<Peer> peers = engine.peers();
        long version = engine.highestVersion();
        WrittenMesh last = lastMesh;
        if (last != null && last.version == version && last.peers.equals(peers)) {
            return last.json;
        }
        Fragment json = Fragment.mesh(mesh(peers, version));
        lastMesh = new WrittenMesh(peers, version, json);
        return json;
    }

    /** The other nodes, and the highest version that this one has seen. */
    static Mesh meshOf(Engine engine) {
        return mesh(engine.peers(), engine.highestVersion());
    }

    private static Mesh mesh(List<Peer> peers, long version) {
        Map<String, PeerStatus> statuses = new LinkedHashMap<>();
        peers.forEach(peer -> statuses.put(peer.name(), status(peer)));
        return new Mesh(statuses, version);
    }

    private static PeerStatus status(Peer peer) {
        return switch (peer.health()) {
            case HEALTHY -> PeerStatus.HEALTHY;
            case DEGRADED -> PeerStatus.DEGRADED;
            case UNHEALTHY -> PeerStatus.UNHEALTHY;
            case UNKNOWN -> PeerStatus.UNKNOWN;
        };
    }

    private record WrittenKey(KeyState node, Optional<String> payload, Fragment json) {}

    private record WrittenMesh(List<Peer> peers, long version, Fragment json) {}
}
