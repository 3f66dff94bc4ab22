package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Operation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/** An application that changes its data and then invalidates the keys, on any node, in any of the ways there are. */
final class Writer implements Runnable {

    private final Arena arena;
    private final List<Key> keys;
    private final Duration thinkMin;
    private final Duration thinkMax;

    Writer(Arena arena, List<Key> keys, Duration thinkMin, Duration thinkMax) {
        this.arena = arena;
        this.keys = List.copyOf(keys);
        this.thinkMin = thinkMin;
        this.thinkMax = thinkMax;
    }

    @Override
    public void run() {
        try {
            while (arena.isOpen()) {
                operate();
                arena.pause(Client.random(thinkMin, thinkMax));
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error broken) {
            arena.broken(broken);
        }
    }

    /** Changes some data once, and invalidates until that is acknowledged. */
    private void operate() throws InterruptedException {
        long first = System.nanoTime();
        Set<Key> changed = someKeys();
        NodeProcess node = arena.anyNode();
        for (int attempt = 1; arena.isOpen() && !write(arena, node, changed, first, attempt); attempt++) {
            arena.pause(Duration.ofMillis(50));
            node = arena.otherThan(node);
        }
    }

    /** Changes the data of keys and invalidates them on one node. Returns whether that was acknowledged. */
    static boolean write(Arena arena, NodeProcess node, Set<Key> keys, long first, int attempt)
            throws InterruptedException {
        Map<Key, Long> generations = new LinkedHashMap<>();
        keys.forEach(key -> generations.put(key, key.change()));
        long began = System.nanoTime();
        HttpResponse<String> answer;
        try {
            answer = arena.http()
                    .send(
                            request(arena, node, keys)
                                    .timeout(arena.writePatience())
                                    .build(),
                            BodyHandlers.ofString());
        } catch (IOException failed) {
            arena.failed(
                    Operation.WRITE,
                    node,
                    (failed instanceof HttpTimeoutException ? "no answer" : "no connection"),
                    began,
                    attempt);
            return false;
        }
        if (answer.statusCode() != 200) {
            if (answer.statusCode() < 500 && !arena.isAway(answer)) {
                throw new AssertionError(node.name() + ": " + answer.statusCode() + " " + answer.body());
            }
            arena.failed(Operation.WRITE, node, Integer.toString(answer.statusCode()), began, attempt);
            return false;
        }
        long now = System.nanoTime();
        generations.forEach((key, generation) -> key.acknowledge(generation, now));
        arena.journal().succeeded(Operation.WRITE, first, now);
        return true;
    }

    private static HttpRequest.Builder request(Arena arena, NodeProcess node, Set<Key> keys) {
        if (keys.size() > 1) {
            String names = keys.stream().map(key -> '"' + key.name() + '"').collect(Collectors.joining(","));
            return json(arena, node, "/invalidate", "{\"keys\":[" + names + "]}");
        }
        String key = keys.iterator().next().name();
        int choice = ThreadLocalRandom.current().nextInt(10);
        if (choice == 0 && arena.hasControl()) {
            return HttpRequest.newBuilder(arena.control(node, "/delete?key=" + key))
                    .POST(BodyPublishers.noBody());
        }
        return choice < 6
                ? json(arena, node, "/update", "{\"key\":\"" + key + "\",\"hash\":\"h" + choice + "\"}")
                : json(arena, node, "/invalidate", "{\"keys\":[\"" + key + "\"]}");
    }

    private static HttpRequest.Builder json(Arena arena, NodeProcess node, String path, String body) {
        return HttpRequest.newBuilder(URI.create(node.base() + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + Arena.SECRET)
                .POST(BodyPublishers.ofString(body));
    }

    /** Some keys change often, most of them seldom. */
    private Set<Key> someKeys() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int number = random.nextInt(4) == 0 ? random.nextInt(2, 8) : 1;
        Set<Key> some = new LinkedHashSet<>();
        for (int i = 0; i < number; i++) {
            double draw = random.nextDouble();
            some.add(keys.get((int) (draw * draw * keys.size())));
        }
        return some;
    }
}
