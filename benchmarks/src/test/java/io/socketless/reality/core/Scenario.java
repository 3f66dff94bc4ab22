package io.socketless.reality.core;

import io.socketless.reality.KeyState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the scenarios are made of. Each is a {@link Runnable} that begins with everything new, since it is run many
 * times.
 */
final class Scenario {

    private Scenario() {}

    /** Runs these at the same time and waits for them. */
    static void together(Runnable... parts) {
        List<Thread> threads = new ArrayList<>();
        for (Runnable part : parts) {
            threads.add(new Thread(part));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** The versions of keys, 1 in the beginning; reading takes no time and does not fail. */
    static final class Versions {
        private final Map<String, Long> current = new ConcurrentHashMap<>();

        Map<String, KeyState> read(Set<String> keys) {
            Map<String, KeyState> nodes = new HashMap<>();
            keys.forEach(key -> nodes.put(key, KeyState.absent(key, of(key), "")));
            return nodes;
        }

        CompletableFuture<Map<String, KeyState>> readLater(Set<String> keys) {
            return CompletableFuture.completedFuture(read(keys));
        }

        long of(String key) {
            return current.getOrDefault(key, 1L);
        }

        long change(String key) {
            return current.merge(key, 2L, (old, two) -> old + 1);
        }
    }

    /** A timer that keeps what is due until it is told to run it. */
    static final class StillTimer implements Timer {
        private final Map<Object, Due> due = new ConcurrentHashMap<>();

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Task after(Duration delay, Runnable task) {
            Object key = new Object();
            due.put(key, new Due(delay, task));
            return () -> due.remove(key);
        }

        @Override
        public Task every(Duration pause, Runnable task) {
            return () -> {};
        }

        int pending() {
            return due.size();
        }

        /** Runs what was to be run after this time at the latest. */
        void pass(Duration time) {
            List<Runnable> tasks = new ArrayList<>();
            due.values().removeIf(each -> {
                boolean now = each.delay.compareTo(time) <= 0;
                if (now) {
                    tasks.add(each.task);
                }
                return now;
            });
            tasks.forEach(Runnable::run);
        }

        @Override
        public void close() {
            due.clear();
        }

        private record Due(Duration delay, Runnable task) {}
    }
}
