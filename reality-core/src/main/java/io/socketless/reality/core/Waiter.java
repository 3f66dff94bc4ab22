package io.socketless.reality.core;

import io.socketless.reality.KeyState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One held request: the versions that its client holds, and the future result. It ends exactly once, by the first call
 * that {@link #claim claims} it; later attempts change nothing. Cancel it if the client is gone. Changes that rechecks
 * find before the first read of all its keys are guarded by {@code early}.
 *
 * <p>Thousands of waiters can exist, so the versions are kept in two arrays instead of a map.
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
     * @return the changed keys, with those that rechecks have found meanwhile
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
     * Compares with a recheck, possibly of some of the keys only. Before all keys were compared, its changes are kept
     * for {@link #compare}: a response with those alone would report the other keys as unchanged.
     *
     * @return the changed keys to report now
     */
    Map<String, KeyState> compareRecheck(Map<String, KeyState> current) {
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

    /** Whether all keys were compared; only then is "no change" a correct result. */
    boolean isCompared() {
        return compared;
    }

    private Map<String, KeyState> changedAmong(Map<String, KeyState> current) {
        Map<String, KeyState> changed = Map.of();
        for (int i = 0; i < keys.length; i++) {
            KeyState state = current.get(keys[i]);
            if (state != null && state.version() != versions[i]) {
                changed = changed.isEmpty() ? new LinkedHashMap<>() : changed;
                changed.put(state.key(), state);
            }
        }
        return changed;
    }

    /** Claims the right to end the wait; returns true once. */
    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    boolean isClaimed() {
        return claimed.get();
    }

    /** Sets the deadline; cancels it at once if the waiter was claimed meanwhile. */
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
