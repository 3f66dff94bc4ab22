package io.socketless.reality.client.internal;

import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.Snapshot;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.InvalidateResponse;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import io.socketless.reality.protocol.UpdateRequest;
import io.socketless.reality.protocol.UpdateResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.Test;

/** The rules of Reactive Streams, as its own tests have them. */
@Test
public class PublisherRulesTest extends FlowPublisherVerification<Snapshot<KeyReport>> {

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "rules");
        thread.setDaemon(true);
        return thread;
    });

    public PublisherRulesTest() {
        super(new TestEnvironment(500, 200));
    }

    private final List<LiveClient> clients = new CopyOnWriteArrayList<>();

    @AfterClass
    public void end() {
        clients.forEach(LiveClient::close);
        threads.shutdownNow();
    }

    /**
     * A key that changes whenever a subscriber has taken a value, until there were as many as the rules want to see.
     */
    @Override
    public Flow.Publisher<Snapshot<KeyReport>> createFlowPublisher(long elements) {
        return subscriber -> {
            Changing server = new Changing();
            LiveClient client = clientOf(server);
            if (elements == 0) {
                client.close();
            }
            client.publisher("x", SubscriptionOptions.versions())
                    .subscribe(subscriber == null ? null : new Counting(subscriber, elements, server, client));
        };
    }

    @Override
    public Flow.Publisher<Snapshot<KeyReport>> createFailedFlowPublisher() {
        ScriptedServer server = new ScriptedServer("denying", new ScriptedServer.Store(), new ManualTimer());
        server.denied.add("x");
        return clientOf(server).publisher("x", SubscriptionOptions.versions());
    }

    private LiveClient clientOf(Transport transport) {
        LiveClient client = new ClientBuilder().build(List.of(transport), new ThreadTimer(), threads, 1);
        clients.add(client);
        return client;
    }

    /** Lets the key change after each value, and ends with the last. */
    private record Counting(
            Flow.Subscriber<? super Snapshot<KeyReport>> to, AtomicLong left, Changing server, LiveClient client)
            implements Flow.Subscriber<Snapshot<KeyReport>> {

        private Counting(
                Flow.Subscriber<? super Snapshot<KeyReport>> to, long elements, Changing server, LiveClient client) {
            this(to, new AtomicLong(elements), server, client);
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            to.onSubscribe(subscription);
        }

        @Override
        public void onNext(Snapshot<KeyReport> snapshot) {
            to.onNext(snapshot);
            if (left.decrementAndGet() == 0) {
                client.close();
            } else {
                server.change();
            }
        }

        @Override
        public void onError(Throwable failure) {
            to.onError(failure);
        }

        @Override
        public void onComplete() {
            to.onComplete();
        }
    }

    /** A server for several threads. */
    private static final class Changing implements Transport {
        private final ScriptedServer.Store store = new ScriptedServer.Store();
        private final ScriptedServer server = new ScriptedServer("changing", store, new ManualTimer());

        private synchronized void change() {
            store.change("x");
        }

        @Override
        public String name() {
            return server.name();
        }

        @Override
        public synchronized CompletableFuture<SyncResponse> sync(SyncRequest request) {
            return server.sync(request);
        }

        @Override
        public CompletableFuture<UpdateResponse> update(UpdateRequest request) {
            return server.update(request);
        }

        @Override
        public CompletableFuture<InvalidateResponse> invalidate(InvalidateRequest request) {
            return server.invalidate(request);
        }

        @Override
        public CompletableFuture<HealthResponse> health() {
            return server.health();
        }
    }
}
