package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.SubscriptionOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A client on servers that the test scripts, with time that the test lets pass. Everything runs on the test's thread.
 */
final class Bench implements AutoCloseable {
    final ScriptedServer.Store store = new ScriptedServer.Store();
    final ManualTimer timer = new ManualTimer();
    final ScriptedServer a = new ScriptedServer("a", store, timer);
    final ScriptedServer b = new ScriptedServer("b", store, timer);
    final List<ClientEvent> events = new ArrayList<>();
    final LiveClient client;

    private Bench(ClientBuilder builder, int servers) {
        List<Transport> all = servers == 1 ? List.of(a) : List.of(a, b);
        client = builder.build(all, timer, Runnable::run, 42);
        client.onEvent(events::add);
    }

    static Bench withOneServer() {
        return new Bench(new ClientBuilder(), 1);
    }

    static Bench withTwoServers() {
        return new Bench(new ClientBuilder(), 2);
    }

    static Bench withTwoServers(ClientBuilder builder) {
        return new Bench(builder, 2);
    }

    static Bench withOneServer(ClientBuilder builder) {
        return new Bench(builder, 1);
    }

    void pass(Duration time) {
        timer.pass(time);
    }

    /** Long enough for what has been asked for to be asked together. */
    void settle() {
        pass(Duration.ofMillis(100));
    }

    @Override
    public void close() {
        client.close();
    }

    /** A fetcher whose calls the test answers. */
    static final class Fetcher {
        final List<KeyReport> calls = new ArrayList<>();
        final List<CompletableFuture<String>> answers = new ArrayList<>();

        CompletionStage<String> fetch(KeyReport report) {
            calls.add(report);
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
        }

        void answer(String value) {
            answers.get(answers.size() - 1).complete(value);
        }

        void fail(String reason) {
            answers.get(answers.size() - 1).completeExceptionally(new IllegalStateException(reason));
        }

        SubscriptionOptions<String> options() {
            return SubscriptionOptions.fetching(this::fetch);
        }
    }

    /** Fetches the version, as text. */
    static SubscriptionOptions<String> versionAsText() {
        return SubscriptionOptions.fetching(node -> CompletableFuture.completedFuture(Long.toString(node.version())));
    }
}
