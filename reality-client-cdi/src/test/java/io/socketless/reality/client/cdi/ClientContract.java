package io.socketless.reality.client.cdi;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.Reality;
import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.Mutation;
import io.socketless.reality.client.Prefetched;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.Snapshot;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.protocol.HealthStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a client does with a node, however it reaches it. */
abstract class ClientContract {

    /** The client under test. */
    abstract RealityClient client();

    /** Changes keys on the node, past the client. */
    abstract Reality reality();

    @Test
    void a_subscription_gets_the_data_and_every_later_version() {
        Subscription<String> watching = client().subscribe("contract:a", versionAsText());
        ready(watching);
        long version = reality().now().invalidate("contract:a").version();

        Awaitility.await().until(() -> watching.state().value().equals(Optional.of("v" + version)));
    }

    @Test
    void a_payload_of_the_application_comes_inline() {
        Subscription<Room> watching = client().subscribe("payload:a", SubscriptionOptions.payload(Room.class));
        reality().now().invalidate("payload:a");

        Awaitility.await().until(() -> watching.state().value().isPresent());
        assertThat(watching.state().value().get().of).isEqualTo("payload:a");
    }

    /** What JSON-B binds. */
    public static class Room {
        public String of;
    }

    @Test
    void a_sync_reports_what_has_changed_since_the_last() throws Exception {
        sync("contract:b");
        assertThat(sync("contract:b")).isEmpty();
        long version = reality().now().update("contract:b", "hash").version();
        Map<String, KeyReport> changed = sync("contract:b");

        assertThat(changed.get("contract:b").version()).isEqualTo(version);
        assertThat(changed.get("contract:b").hash()).isEqualTo("hash");
        assertThat(client().version("contract:b")).isEqualTo(version);
    }

    @Test
    void a_deletion_is_a_change() {
        reality().now().update("contract:deleted", "hash");
        Subscription<KeyReport> watching = client().subscribe("contract:deleted", SubscriptionOptions.versions());
        ready(watching);
        long version = reality().now().delete("contract:deleted").version();

        Awaitility.await().until(() -> watching.state().value().get().version() == version);
    }

    @Test
    void writes_of_the_client_reach_the_node() throws Exception {
        KeyReport updated =
                client().update("contract:c", "mine").toCompletableFuture().get(10, SECONDS);
        Map<String, Long> invalidated = client().invalidate(List.of("contract:c", "contract:d"))
                .toCompletableFuture()
                .get(10, SECONDS);

        assertThat(invalidated).containsOnlyKeys("contract:c", "contract:d");
        assertThat(invalidated.get("contract:c")).isGreaterThan(updated.version());
        assertThat(reality().state("contract:c").version()).isEqualTo(invalidated.get("contract:c"));
    }

    @Test
    void a_mutation_is_shown_and_confirmed() throws Exception {
        List<String> server = new CopyOnWriteArrayList<>();
        Subscription<String> watching = client().subscribe(
                        "contract:e",
                        SubscriptionOptions.fetching(node -> CompletableFuture.completedFuture("" + server)));
        ready(watching);
        CompletableFuture<String> action = new CompletableFuture<>();
        var mutation = client().mutate(Mutation.of(() -> action)
                        .optimistic("contract:e", String.class, shown -> "[mine]")
                        .invalidating("contract:e"))
                .toCompletableFuture();
        Awaitility.await().until(() -> watching.state().value().get().equals("[mine]"));
        server.add("mine");
        action.complete("done");
        mutation.get(10, SECONDS);

        Awaitility.await()
                .until(() -> watching.state() instanceof State.Ready<String> ready
                        && !ready.held().optimistic()
                        && ready.held().value().equals("[mine]"));
    }

    @Test
    void a_prefetch_is_as_old_as_the_call() throws Exception {
        long before = reality().now().invalidate("contract:f").version();
        Prefetched prefetched = client().prefetch(List.of("contract:f", "contract:never"))
                .toCompletableFuture()
                .get(10, SECONDS);
        reality().now().invalidate("contract:f");

        assertThat(prefetched.versions().get("contract:f")).isEqualTo(before);
        assertThat(prefetched.versions().get("contract:never")).isPositive();
    }

    @Test
    void a_thread_can_wait_for_a_change() throws Exception {
        sync("contract:g");
        long since = client().version("contract:g");
        CompletableFuture<Long> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return client().awaitChange("contract:g", since, Duration.ofSeconds(20))
                        .get()
                        .version();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        Awaitility.await().until(() -> client().state("contract:g").isPresent());
        long version = reality().now().invalidate("contract:g").version();

        assertThat(waiting.get(10, SECONDS)).isEqualTo(version);
    }

    @Test
    void a_stream_delivers_what_is_asked_for() {
        List<Long> seen = new CopyOnWriteArrayList<>();
        client().publisher("contract:h", SubscriptionOptions.versions())
                .subscribe(new Flow.Subscriber<Snapshot<KeyReport>>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        subscription.request(Long.MAX_VALUE);
                    }

                    @Override
                    public void onNext(Snapshot<KeyReport> snapshot) {
                        seen.add(snapshot.value().version());
                    }

                    @Override
                    public void onError(Throwable failure) {}

                    @Override
                    public void onComplete() {}
                });
        Awaitility.await().until(() -> !seen.isEmpty());
        long version = reality().now().invalidate("contract:h").version();

        Awaitility.await().until(() -> seen.contains(version));
    }

    @Test
    void nine_hundred_keys_share_one_held_request() {
        List<ClientEvent.SyncStarted> held = new CopyOnWriteArrayList<>();
        client().onEvent(event -> {
            if (event instanceof ClientEvent.SyncStarted started && started.held()) {
                held.add(started);
            }
        });
        List<Subscription<KeyReport>> all = IntStream.range(0, 900)
                .mapToObj(index -> client().subscribe("contract:many:" + index, SubscriptionOptions.versions()))
                .toList();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> all.stream()
                .allMatch(each -> each.state() instanceof State.Ready));
        Awaitility.await()
                .until(() -> held.stream().anyMatch(request -> request.keys().size() >= 900));
        long version = reality().now().invalidate("contract:many:777").version();

        Awaitility.await().until(() -> all.get(777).state().value().get().version() == version);
        all.forEach(Subscription::close);
    }

    @Test
    void the_health_of_the_node_is_told() throws Exception {
        var health = client().health().values().iterator().next();

        assertThat(health.toCompletableFuture().get(10, SECONDS).status()).isEqualTo(HealthStatus.HEALTHY);
        assertThat(health.toCompletableFuture().join().serverId()).isEqualTo("node-1");
    }

    private Map<String, KeyReport> sync(String key) throws Exception {
        return client().sync(List.of(key)).toCompletableFuture().get(10, SECONDS);
    }

    private static void ready(Subscription<?> watching) {
        Awaitility.await().until(() -> watching.state() instanceof State.Ready);
    }

    private static SubscriptionOptions<String> versionAsText() {
        return SubscriptionOptions.fetching(node -> CompletableFuture.completedFuture("v" + node.version()));
    }
}
