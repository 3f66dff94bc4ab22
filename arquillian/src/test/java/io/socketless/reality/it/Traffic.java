package io.socketless.reality.it;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import jakarta.json.Json;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Clients that go to any node with every request and, when it fails, try once more, at once and on the next node. Some
 * sync, some let the server hold their sync, some change keys. What they are told is compared with what had been
 * acknowledged before they asked.
 */
final class Traffic implements AutoCloseable {
    private static final List<String> KEYS =
            IntStream.range(0, 200).mapToObj(index -> "traffic:" + index).toList();
    private static final int KEYS_OF_A_CLIENT = 10;
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final List<Client> nodes;
    private final List<Thread> clients = new ArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Map<String, Long> acknowledged = new ConcurrentHashMap<>();

    private final LongAdder syncs = new LongAdder();
    private final LongAdder waits = new LongAdder();
    private final LongAdder changes = new LongAdder();
    private final LongAdder sentHome = new LongAdder();
    private final Map<String, LongAdder> firstFailures = new ConcurrentHashMap<>();
    private final Queue<String> noticed = new ConcurrentLinkedQueue<>();
    private final Queue<String> misses = new ConcurrentLinkedQueue<>();
    private final AtomicLong longestSyncMillis = new AtomicLong();

    private Traffic(List<Client> nodes) {
        this.nodes = nodes;
    }

    /** Begins at once; ends when it is closed. */
    static Traffic among(List<Client> nodes, int syncing, int waiting, int changing) {
        Traffic traffic = new Traffic(nodes);
        for (int i = 0; i < syncing; i++) {
            Map<String, Long> known = traffic.someKeys();
            traffic.begin("sync-" + i, 100, () -> traffic.sync(known));
        }
        for (int i = 0; i < waiting; i++) {
            Map<String, Long> known = traffic.someKeys();
            traffic.begin("wait-" + i, 10, () -> traffic.await(known));
        }
        for (int i = 0; i < changing; i++) {
            traffic.begin("change-" + i, 100, traffic::change);
        }
        return traffic;
    }

    private void begin(String name, int pauseMillis, Runnable request) {
        Thread client = new Thread(
                () -> {
                    try {
                        while (!end.await(pauseMillis, MILLISECONDS)) {
                            request.run();
                        }
                    } catch (InterruptedException | RuntimeException | AssertionError broken) {
                        noticed.add(name + ": " + broken);
                    }
                },
                name);
        clients.add(client);
        client.start();
    }

    private void sync(Map<String, Long> known) {
        long begun = System.nanoTime();
        ask(known, Duration.ZERO, syncs);
        longestSyncMillis.accumulateAndGet(
                Duration.ofNanos(System.nanoTime() - begun).toMillis(), Math::max);
    }

    private void await(Map<String, Long> known) {
        ask(known, WAIT, waits).ifPresent(answer -> {
            int retry = answer.json().getInt("retry", -1);
            if (retry >= 0) {
                sentHome.increment();
                pause(retry);
            }
        });
    }

    private Optional<Answer> ask(Map<String, Long> known, Duration wait, LongAdder count) {
        Map<String, Long> before = new HashMap<>(acknowledged);
        before.keySet().retainAll(known.keySet());
        String body = Client.syncBody(known, wait);
        Optional<Answer> answer = attempt(count, node -> node.post("/reality/sync", body));
        answer.ifPresent(told -> {
            known.putAll(told.changes());
            before.forEach((key, version) -> {
                if (known.get(key) < version) {
                    misses.add(key + ": told " + known.get(key) + " after " + version);
                }
            });
        });
        return answer;
    }

    private void change() {
        String key = KEYS.get(ThreadLocalRandom.current().nextInt(KEYS.size()));
        String body = Json.createObjectBuilder()
                .add("key", key)
                .add("hash", "h")
                .build()
                .toString();
        attempt(changes, node -> node.post("/reality/update", body, "Authorization", "Bearer " + Client.SECRET))
                .ifPresent(answer -> acknowledged.merge(
                        key, answer.json().getJsonNumber("version").longValueExact(), Math::max));
    }

    /** The answer with status 200, of the first node or the second. */
    private Optional<Answer> attempt(LongAdder count, Function<Client, Answer> request) {
        count.increment();
        int first = ThreadLocalRandom.current().nextInt(nodes.size());
        String why = "";
        for (int attempt = 0; attempt < 2; attempt++) {
            Client node = nodes.get((first + attempt) % nodes.size());
            try {
                Answer answer = request.apply(node);
                if (answer.status() == 200) {
                    return Optional.of(answer);
                }
                why += node.node().name() + " " + answer.status() + " " + answer.body() + "; ";
                failed(attempt, Integer.toString(answer.status()));
            } catch (UncheckedIOException e) {
                why += node.node().name() + " " + e.getCause() + "; ";
                failed(attempt, e.getCause().getClass().getSimpleName());
            }
        }
        noticed.add(why);
        return Optional.empty();
    }

    private void failed(int attempt, String how) {
        if (attempt == 0) {
            firstFailures.computeIfAbsent(how, any -> new LongAdder()).increment();
        }
    }

    private Map<String, Long> someKeys() {
        Map<String, Long> known = new HashMap<>();
        ThreadLocalRandom.current()
                .ints(0, KEYS.size())
                .distinct()
                .limit(KEYS_OF_A_CLIENT)
                .forEach(index -> known.put(KEYS.get(index), 0L));
        return known;
    }

    private void pause(int millis) {
        try {
            end.await(millis, MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Requests that failed on two nodes. */
    Queue<String> noticed() {
        return noticed;
    }

    /** Syncs that told of less than had been acknowledged before they began. */
    Queue<String> misses() {
        return misses;
    }

    long requests() {
        return syncs.sum() + waits.sum() + changes.sum();
    }

    /** What happened so far, in a line. */
    @Override
    public String toString() {
        return ("%d syncs, %d waits (%d released with a retry), %d changes; failed at first %s, failed twice %d, "
                        + "missed %d; "
                        + "longest sync %d ms")
                .formatted(
                        syncs.sum(),
                        waits.sum(),
                        sentHome.sum(),
                        changes.sum(),
                        new TreeMap<>(firstFailures),
                        noticed.size(),
                        misses.size(),
                        longestSyncMillis.get());
    }

    /** Ends all clients, those that are held included: they are answered within their wait. */
    @Override
    public void close() {
        end.countDown();
        for (Thread client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
