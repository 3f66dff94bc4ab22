package io.socketless.reality.jakarta.node;

import io.socketless.reality.Invalidation;
import io.socketless.reality.KeyState;
import io.socketless.reality.Reality;
import io.socketless.reality.protocol.Limits;
import io.socketless.reality.spi.Change;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What {@code @Inject Reality} gives: the node of this application. */
@ApplicationScoped
class DirectReality implements Reality {

    @Inject
    private NodeLifecycle lifecycle;

    @Inject
    private Invalidations invalidations;

    @Override
    public KeyState update(String key, String hash) {
        if (hash.isEmpty() || hash.codePointCount(0, hash.length()) > Limits.MAX_HASH_LENGTH) {
            throw new IllegalArgumentException("A hash must have 1 to " + Limits.MAX_HASH_LENGTH + " characters");
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(hash)) {
            throw new IllegalArgumentException("A hash must not contain half of a surrogate pair");
        }
        return write(Change.update(checked(key), hash, source()));
    }

    @Override
    public KeyState invalidate(String key) {
        return write(Change.invalidate(checked(key), source()));
    }

    @Override
    public Map<String, KeyState> invalidate(Collection<String> keys) {
        String source = source();
        List<Change> changes = checked(keys).stream()
                .map(key -> Change.invalidate(key, source))
                .toList();
        return node().write(changes);
    }

    @Override
    public void changed(String... keys) {
        if (keys.length > 0) {
            invalidations.on(Invalidation.of(keys));
        }
    }

    @Override
    public KeyState delete(String key) {
        return write(Change.delete(checked(key), source()));
    }

    @Override
    public KeyState state(String key) {
        return only(key, node().read(Set.of(checked(key))));
    }

    @Override
    public Map<String, Long> versions(Collection<String> keys) {
        Map<String, Long> versions = new LinkedHashMap<>();
        node().read(checked(keys)).forEach((key, node) -> versions.put(key, node.version()));
        return versions;
    }

    private KeyState write(Change change) {
        return only(change.key(), node().write(List.of(change)));
    }

    private LocalNode node() {
        return lifecycle.node();
    }

    private String source() {
        return node().settings().identity().serverId();
    }

    private Set<String> checked(Collection<String> keys) {
        Set<String> all = new LinkedHashSet<>();
        keys.forEach(key -> all.add(checked(key)));
        return all;
    }

    private String checked(String key) {
        return Keys.checked(node().settings().limits().keyRule(), key);
    }

    private static KeyState only(String key, Map<String, KeyState> nodes) {
        return Objects.requireNonNull(nodes.get(key));
    }
}
