package io.socketless.reality.core;

import io.socketless.reality.KeyState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A client that waits: the versions that it knows, and the answer that it will get. It ends exactly once, by whoever
 * {@link #claim claims} it first; the others' attempts change nothing. Cancelling it means that the client is gone. What looks find
 * before the first read of all its keys is in is guarded by {@code early}.
 *
 * <p>Thousands of these may be alive, so the versions are kept in two arrays instead of a map.
 */
final class Waiter extends CompletableFuture<SyncResult> {

    private final WaitingRoom room;
    private final String[] keys;
    private final long[] versions;
    private final Map<String, KeyState> early = new LinkedHashMap<>(0);
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile boolean compared;
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

    /**
     * Compares with the read that began after this waiter was registered.
     *
     * @param current all keys of this waiter
     * @return the nodes that this client must be told of, with those that looks have found meanwhile
     */
    Map<String, KeyState> compare(Map<String, KeyState> current) {
        Map<String, KeyState> changed = changedAmong(current);
        synchronized (early) {
            compared = true;
            if (early.isEmpty()) {
                return changed;
            }
            Map<String, KeyState> all = new LinkedHashMap<>(early);
            all.putAll(changed);
            return all;
        }
    }

    /**
     * Compares with a look, which may have been at some of the keys only. Before all keys have been compared its news is kept
     * for {@link #compare}: an answer of that alone would call the other keys unchanged.
     *
     * @return the nodes that this client must be told of now
     */
    Map<String, KeyState> news(Map<String, KeyState> current) {
        Map<String, KeyState> changed = changedAmong(current);
        if (!compared && !changed.isEmpty()) {
            synchronized (early) {
                if (!compared) {
                    early.putAll(changed);
                    return Map.of();
                }
            }
        }
        return changed;
    }

    /** Whether all keys have been compared, so that "nothing changed" is a true answer. */
    boolean isCompared() {
        return compared;
    }

    private Map<String, KeyState> changedAmong(Map<String, KeyState> current) {
        Map<String, KeyState> changed = Map.of();
        for (int i = 0; i < keys.length; i++) {
            KeyState node = current.get(keys[i]);
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
