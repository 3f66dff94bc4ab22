package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Operation;
import io.socketless.reality.faults.Journal.Violation;
import io.socketless.reality.faults.Key.Mark;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A client that holds data of some keys and asks again and again what has changed, every time another node. As a real
 * one does, it takes the version from the answer first and reads the data after that.
 */
abstract class Client implements Runnable {

    private final Arena arena;
    private final Operation operation;
    private final Duration thinkMin;
    private final Duration thinkMax;
    final List<Key> keys;
    final Map<Key, Held> held = new HashMap<>();

    Client(Arena arena, Operation operation, List<Key> keys, Duration thinkMin, Duration thinkMax) {
        this.arena = arena;
        this.operation = operation;
        this.keys = List.copyOf(keys);
        this.thinkMin = thinkMin;
        this.thinkMax = thinkMax;
    }

    /** How long the node may hold the next answer. */
    Duration nextWait() {
        return Duration.ZERO;
    }

    abstract HttpRequest.Builder request(NodeProcess node, Duration wait);

    /**
     * What an answer says.
     *
     * @return the versions that changed; a version of -1 where the answer does not tell it
     */
    abstract Map<Key, Long> changed(HttpResponse<String> answer);

    @Override
    public final void run() {
        try {
            while (arena.isOpen()) {
                operate();
                arena.pause(random(thinkMin, thinkMax));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error broken) {
            arena.broken(broken);
        }
    }

    private void operate() throws InterruptedException {
        long first = System.nanoTime();
        NodeProcess node = arena.anyNode();
        for (int attempt = 1; arena.isOpen() && !attempt(node, attempt, first); attempt++) {
            arena.pause(Duration.ofMillis(50));
            node = arena.otherThan(node);
        }
    }

    private boolean attempt(NodeProcess node, int attempt, long first) throws InterruptedException {
        Duration wait = nextWait();
        Map<Key, Mark> marks = new HashMap<>();
        keys.forEach(key -> marks.put(key, key.mark()));
        long began = System.nanoTime();
        HttpResponse<String> answer;
        try {
            answer = arena.http()
                    .send(
                            request(node, wait)
                                    .timeout(wait.plus(arena.patience()))
                                    .build(),
                            BodyHandlers.ofString());
        } catch (HttpTimeoutException late) {
            arena.failed(operation, node, "no answer", began, attempt);
            return false;
        } catch (IOException unreachable) {
            arena.failed(operation, node, "no connection", began, attempt);
            return false;
        }
        if (answer.statusCode() != 200 && answer.statusCode() != 304) {
            if (answer.statusCode() < 500 && !arena.isAway(answer)) {
                throw new AssertionError(node.name() + ": " + answer.statusCode() + " " + answer.body());
            }
            arena.failed(operation, node, Integer.toString(answer.statusCode()), began, attempt);
            return false;
        }
        long now = System.nanoTime();
        arena.journal().succeeded(operation, first, now);
        check(new Exchange(node, wait, began, now, marks), changed(answer));
        return true;
    }

    private void check(Exchange exchange, Map<Key, Long> changed) {
        arena.journal().checked(keys.size());
        for (Key key : keys) {
            Mark mark = exchange.marks.get(key);
            Held before = held.get(key);
            Long version = changed.get(key);
            if (before != null && !exchange.wait.isZero()) {
                checkPromptness(key, before, exchange);
            }
            if (version != null) {
                if (before != null && key.isQuietSince(before.mark) && version != before.version && version > 0) {
                    arena.needless(key, version, exchange.toString());
                }
                held.put(key, new Held(version, key.fetch(), mark));
            } else if (before == null) {
                violation(Violation.MISS, key, exchange, "was never reported, though the client has no data");
            } else {
                if (before.generation < mark.acknowledged()) {
                    violation(
                            Violation.MISS,
                            key,
                            exchange,
                            "data " + before.generation + " of version " + before.version
                                    + " is called current, but the change to " + mark.acknowledged()
                                    + " was acknowledged before the request");
                }
                held.put(key, new Held(before.version, before.generation, mark));
            }
            checkVersion(key, mark, exchange);
        }
    }

    private void checkVersion(Key key, Mark mark, Exchange exchange) {
        Held now = held.get(key);
        if (now != null && now.version > 0) {
            OptionalLong first = key.seen(now.version, mark);
            if (first.isPresent()) {
                violation(
                        Violation.VERSION_REUSED,
                        key,
                        exchange,
                        "version " + now.version + " stood for data " + first.getAsLong() + " and is current after the"
                                + " change to " + mark.acknowledged() + " was acknowledged");
            }
        }
    }

    /** A waiter is told within the interval at which everything is looked at, whatever became of the hints. */
    private void checkPromptness(Key key, Held before, Exchange exchange) {
        OptionalLong since = key.outdatedSince(before.generation);
        if (since.isPresent()) {
            long due = Math.max(since.getAsLong(), exchange.began);
            Duration took = Duration.ofNanos(exchange.ended - due);
            if (took.compareTo(arena.longestWake(due, exchange.ended)) > 0) {
                violation(Violation.LATE, key, exchange, "told " + took.toMillis() + " ms after the change");
            }
            arena.woken(took);
        }
    }

    private void violation(Violation violation, Key key, Exchange exchange, String text) {
        arena.journal().violation(violation, exchange.began, key.name() + ": " + text + "; " + exchange);
    }

    static Duration random(Duration min, Duration max) {
        return min.equals(max)
                ? min
                : Duration.ofNanos(ThreadLocalRandom.current().nextLong(min.toNanos(), max.toNanos()));
    }

    /**
     * What the client holds of a key.
     *
     * @param version -1 if it was not told
     * @param mark of the last request whose answer called this current
     */
    record Held(long version, long generation, Mark mark) {}

    private final class Exchange {
        private final NodeProcess node;
        private final Duration wait;
        private final long began;
        private final long ended;
        private final Map<Key, Mark> marks;

        Exchange(NodeProcess node, Duration wait, long began, long ended, Map<Key, Mark> marks) {
            this.node = node;
            this.wait = wait;
            this.began = began;
            this.ended = ended;
            this.marks = marks;
        }

        @Override
        public String toString() {
            return "%s of up to %d ms on node %s, answered after %d ms"
                    .formatted(operation, wait.toMillis(), node.name(), (ended - began) / 1_000_000);
        }
    }
}
