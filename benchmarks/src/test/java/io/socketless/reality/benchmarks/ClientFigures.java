package io.socketless.reality.benchmarks;

import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.sse.SseEventSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * The Java client beside the {@code SseEventSource} of JAX-RS, on nodes that {@code benchmarks/run-client} has started.
 * Arguments: the ports of two nodes, and the secret.
 */
public final class ClientFigures {
    private static final int ROUNDS = 300;
    private static final int WARM_UP = 100;
    private static final int[] IDLE = {1, 100, 1_000};

    private final HttpClient http = HttpClient.newHttpClient();
    private final String a;
    private final String b;
    private final int port;
    private final String secret;

    private ClientFigures(int a, int b, String secret) {
        this.a = "http://127.0.0.1:" + a;
        this.b = "http://127.0.0.1:" + b;
        this.port = a;
        this.secret = secret;
    }

    /** Measures everything and prints it. */
    public static void main(String... arguments) throws Exception {
        ClientFigures figures =
                new ClientFigures(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]), arguments[2]);
        figures.delays();
        figures.memory();
        figures.idle();
        System.exit(0);
    }

    private interface Trigger {
        void fire() throws Exception;
    }

    private void delays() throws Exception {
        System.out.println("delay from the call that changes a key to the listener, ms:");
        Semaphore told = new Semaphore(0);
        try (RealityClient client = RealityClient.builder().servers(a).build()) {
            client.subscribe("figures:delay", SubscriptionOptions.versions(), state -> told.release());
            report("Reality, invalidated on the same node", told, () -> invalidate(a));
            report("Reality, invalidated on the other node", told, () -> invalidate(b));
        }
        Client jaxrs = ClientBuilder.newClient();
        try (SseEventSource source =
                SseEventSource.target(jaxrs.target(a + "/baseline/events")).build()) {
            source.register(event -> told.release());
            source.open();
            TimeUnit.SECONDS.sleep(1);
            report("SseEventSource, broadcast on the same node", told, () -> post(a + "/baseline/broadcast", "{}"));
        }
        jaxrs.close();
    }

    private void report(String what, Semaphore told, Trigger trigger) throws Exception {
        TimeUnit.SECONDS.sleep(1);
        long[] micros = new long[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            told.drainPermits();
            long begin = System.nanoTime();
            trigger.fire();
            if (!told.tryAcquire(10, TimeUnit.SECONDS)) {
                throw new AssertionError("not told");
            }
            if (round >= 0) {
                micros[round] = (System.nanoTime() - begin) / 1000;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        Arrays.sort(micros);
        System.out.printf(
                "  %-45s median %6.2f  p99 %6.2f%n", what, micros[ROUNDS / 2] / 1e3, micros[ROUNDS * 99 / 100] / 1e3);
    }

    private void memory() throws Exception {
        System.out.println("memory and threads of the client's JVM for each subscription:");
        int many = 10_000;
        try (RealityClient client = RealityClient.builder().servers(a).build()) {
            client.sync(List.of("figures:warm")).toCompletableFuture().get();
            long before = used();
            int threads = Thread.activeCount();
            List<Subscription<KeyReport>> all = subscribe(client, "figures:memory:", many);
            System.out.printf(
                    "  Reality, %,d keys:        %,6.0f bytes  %.3f threads%n",
                    many, (used() - before) / (double) many, (Thread.activeCount() - threads) / (double) many);
            System.out.println(
                    "    (" + all.size() + " keys, " + client.statistics().requests() + " requests)");
        }
        int few = 200;
        Client jaxrs = ClientBuilder.newClient();
        long before = used();
        int threads = Thread.activeCount();
        List<SseEventSource> sources = new ArrayList<>();
        for (int index = 0; index < few; index++) {
            SseEventSource source =
                    SseEventSource.target(jaxrs.target(a + "/baseline/events")).build();
            source.register(event -> {});
            source.open();
            sources.add(source);
        }
        TimeUnit.SECONDS.sleep(3);
        System.out.printf(
                "  SseEventSource, %,d sources: %,6.0f bytes  %.3f threads (stacks not counted)%n",
                few, (used() - before) / (double) few, (Thread.activeCount() - threads) / (double) few);
        sources.forEach(SseEventSource::close);
        jaxrs.close();
    }

    private void idle() throws Exception {
        System.out.println("requests and bytes, both ways, in a minute in which nothing changes:");
        List<CountingProxy> ours = new ArrayList<>();
        List<CountingProxy> theirs = new ArrayList<>();
        List<RealityClient> clients = new ArrayList<>();
        Client jaxrs = ClientBuilder.newClient();
        for (int keys : IDLE) {
            CountingProxy proxy = new CountingProxy(port);
            ours.add(proxy);
            RealityClient client = RealityClient.builder().servers(proxy.url()).build();
            clients.add(client);
            subscribe(client, "figures:idle:" + keys + ":", keys);
            CountingProxy sse = new CountingProxy(port);
            theirs.add(sse);
            for (int index = 0; index < keys; index++) {
                SseEventSource source = SseEventSource.target(jaxrs.target(sse.url() + "/baseline/events"))
                        .build();
                source.register(event -> {});
                source.open();
            }
        }
        TimeUnit.SECONDS.sleep(5);
        awaitOpen(theirs);
        List<long[]> before = counts(ours);
        List<long[]> beforeTheirs = counts(theirs);
        TimeUnit.SECONDS.sleep(60);
        for (int index = 0; index < IDLE.length; index++) {
            print("Reality", IDLE[index], before.get(index), counts(ours).get(index));
            print(
                    "SseEventSource",
                    IDLE[index],
                    beforeTheirs.get(index),
                    counts(theirs).get(index));
        }
        clients.forEach(RealityClient::close);
    }

    /** Returns when every event source has sent its request, and that was answered. */
    private static void awaitOpen(List<CountingProxy> proxies) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        for (int index = 0; index < IDLE.length; index++) {
            while (proxies.get(index).requests.sum() < IDLE[index]) {
                if (System.nanoTime() - deadline > 0) {
                    throw new AssertionError("not connected");
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        TimeUnit.SECONDS.sleep(5);
    }

    private static void print(String what, int keys, long[] before, long[] after) {
        System.out.printf(
                "  %-15s %,6d keys  %4d requests  %,9d bytes%n",
                what, keys, after[0] - before[0], after[1] - before[1]);
    }

    private static List<long[]> counts(List<CountingProxy> proxies) {
        return proxies.stream()
                .map(proxy -> new long[] {proxy.requests.sum(), proxy.bytes.sum()})
                .toList();
    }

    private static List<Subscription<KeyReport>> subscribe(RealityClient client, String prefix, int count)
            throws Exception {
        List<Subscription<KeyReport>> all = IntStream.range(0, count)
                .mapToObj(index -> client.subscribe(prefix + index, SubscriptionOptions.versions()))
                .toList();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!all.stream().allMatch(each -> each.state() instanceof State.Ready)) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not ready");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        TimeUnit.SECONDS.sleep(1);
        return all;
    }

    private static long used() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(200);
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private void invalidate(String node) throws Exception {
        post(node + "/reality/invalidate", "{\"keys\":[\"figures:delay\"]}");
    }

    private void post(String url, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + secret)
                .POST(BodyPublishers.ofString(body))
                .build();
        if (http.send(request, BodyHandlers.discarding()).statusCode() != 200) {
            throw new AssertionError(url);
        }
    }
}
