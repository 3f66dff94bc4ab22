package io.socketless.reality.core;

import io.socketless.reality.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client that waits: the versions that it knows, and the answer that it will get. It ends exactly once, by whoever
 * {@link #claim claims} it first; the others' attempts change nothing. Cancelling it means that the client is gone.
 *
 * <p>Thousands of these may be alive, so the versions are kept in two arrays instead of a map.
 */
final class Waiter extends CompletableFuture<SyncResult> {

    private final WaitingRoom room;
    private final String[] keys;
    private final long[] versions;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile Timer.@Nullable Task deadline;

    Waiter(WaitingRoom room, Map<String, Long> known) {
        this.room = room;
        keys = new String[known.size()];
        versions = new long[keys.length];
        int i = 0;
        for (Map.Entry<String, Long> entry : known.entrySet()) {
            keys[i] = entry.getKey();
            versions[i++] = entry.getValue();
        }
    }

    String[] keys() {
        return keys;
    }

    /** The nodes among {@code current} that this client must be told of. */
    Map<String, Node> changedAmong(Map<String, Node> current) {
        Map<String, Node> changed = Map.of();
        for (int i = 0; i < keys.length; i++) {
            Node node = current.get(keys[i]);
            if (node != null && node.version() != versions[i]) {
                changed = changed.isEmpty() ? new LinkedHashMap<>() : changed;
                changed.put(node.key(), node);
            }
        }
        return changed;
    }

    /** Whether the caller is the one who ends the wait: true once. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    boolean isClaimed() {
        return claimed.get();
    }

    /** Sets the deadline; if the waiter has been claimed meanwhile, cancels it at once. */
    void endsBy(Timer.Task task) {
        deadline = task;
        if (isClaimed()) {
            task.cancel();
        }
    }

    void forgetDeadline() {
        Timer.Task task = deadline;
        if (task != null) {
            task.cancel();
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        if (!claim()) {
            return isCancelled();
        }
        room.leave(this);
        return super.cancel(false);
    }
}
