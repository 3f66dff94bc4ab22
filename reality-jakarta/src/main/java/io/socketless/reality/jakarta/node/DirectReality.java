package io.socketless.reality.jakarta.node;

import io.socketless.reality.Invalidation;
import io.socketless.reality.KeyState;
import io.socketless.reality.Reality;
import io.socketless.reality.spi.Change;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The bean behind {@code @Inject Reality}: changes and reads through the node of this application. */
@ApplicationScoped
class DirectReality implements Reality {

    @Inject
    private NodeLifecycle lifecycle;

    @Inject
    private Invalidations invalidations;

    @Override
    public void update(String key, String hash) {
        invalidations.on(Invalidation.update(key, hash));
    }

    @Override
    public void invalidate(String... keys) {
        invalidate(List.of(keys));
    }

    @Override
    public void invalidate(Collection<String> keys) {
        if (!keys.isEmpty()) {
            invalidations.on(Invalidation.of(keys));
        }
    }

    @Override
    public void delete(String key) {
        invalidations.on(Invalidation.delete(key));
    }

    @Override
    public void changed(String... keys) {
        invalidate(keys);
    }

    @Override
    public Now now() {
        return new Immediate();
    }

    @Override
    public KeyState state(String key) {
        return Objects.requireNonNull(node().read(Set.of(checked(key))).get(key));
    }

    @Override
    public Map<String, Long> versions(Collection<String> keys) {
        Set<String> checked = new LinkedHashSet<>();
        keys.forEach(key -> checked.add(checked(key)));
        Map<String, Long> versions = new LinkedHashMap<>();
        node().read(checked).forEach((key, state) -> versions.put(key, state.version()));
        return versions;
    }

    private LocalNode node() {
        return lifecycle.node();
    }

    private String checked(String key) {
        return Keys.checked(node().settings().limits().keyRule(), key);
    }

    private final class Immediate implements Now {

        @Override
        public KeyState update(String key, String hash) {
            return only(key, Invalidation.update(key, hash));
        }

        @Override
        public KeyState invalidate(String key) {
            return only(key, Invalidation.of(key));
        }

        @Override
        public Map<String, KeyState> invalidate(Collection<String> keys) {
            return keys.isEmpty() ? Map.of() : write(Invalidation.of(keys));
        }

        @Override
        public KeyState delete(String key) {
            return only(key, Invalidation.delete(key));
        }

        private KeyState only(String key, Invalidation invalidation) {
            return Objects.requireNonNull(write(invalidation).get(key));
        }

        private Map<String, KeyState> write(Invalidation invalidation) {
            List<Change> changes = invalidations.changes(invalidation);
            return node().write(changes);
        }
    }
}
