package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.ClosedException;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.Mutation;
import io.socketless.reality.client.Prefetched;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.ServerStatus;
import io.socketless.reality.client.Snapshot;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Statistics;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.Mode;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * The client: checks arguments and wires the parts. Calls and events become tasks of one {@link Mailbox}, and only
 * tasks touch
 * topics, lanes and servers. Application code runs on the executor; its results come back as tasks.
 */
final class LiveClient implements RealityClient {

    private static final int MAX_QUEUED_EVENTS = 1_000;

    private final Mailbox mailbox = new Mailbox();
    private final Counters counters = new Counters();
    private final List<Delivery<ClientEvent>> listeners = new CopyOnWriteArrayList<>();
    private final List<Transport> transports;
    private final Timer timer;
    private final Executor executor;
    private final Runnable endExecutor;
    private final ClientSettings settings;
    private final Context context;
    private final Topics topics;
    private final ServerPool pool;
    private final Results results;
    private final Watches watches;
    private final Syncs syncs;
    private final Changes changes;
    private volatile boolean closed;

    LiveClient(
            List<Transport> transports,
            ClientSettings settings,
            Map<String, Long> initialKnown,
            Timer timer,
            Executor executor,
            Runnable endExecutor) {
        this.transports = transports;
        this.settings = settings;
        this.timer = timer;
        this.executor = executor;
        this.endExecutor = endExecutor;
        context = new Context(mailbox, timer, executor, settings, counters, this::publish);
        topics = new Topics(context, initialKnown);
        pool = new ServerPool(transports.stream()
                .map(transport -> new Server(transport, settings.avoidFor()))
                .toList());
        FailoverPolicy policy = new FailoverPolicy(context, pool);
        results = new Results(mailbox, executor);
        watches = new Watches(context, topics, pool, policy);
        syncs = new Syncs(mailbox, topics, watches.lane(), results);
        changes = new Changes(context, topics, policy, watches.lane(), results);
    }

    @Override
    public <T> Subscription<T> subscribe(
            String key, SubscriptionOptions<T> options, Consumer<? super State<T>> listener) {
        Delivery<State<T>> delivery = new Delivery<>(listener, executor, 1);
        return watch(key, options, delivery::deliver);
    }

    /** @param direct receives every state within the mailbox, so it only hands over */
    private <T> Subscription<T> watch(String key, SubscriptionOptions<T> options, Consumer<? super State<T>> direct) {
        Keys.checked(key);
        requireOpen();
        Optional<Duration> interval = options.pollInterval();
        boolean live = interval.isEmpty() && options.live().orElse(settings.follows());
        if (live && settings.mode() == Mode.POLLING_COMPAT) {
            interval = Optional.of(settings.interval());
            live = false;
        }
        Observer<T> observer = new Observer<>(options, live, direct);
        Optional<Duration> pause = interval;
        mailbox.execute(() -> watches.open(key, observer, pause));
        return new Watching<>(key, observer);
    }

    @Override
    public <T> Flow.Publisher<Snapshot<T>> publisher(String key, SubscriptionOptions<T> options) {
        Keys.checked(key);
        return new SnapshotPublisher<>(key, direct -> watch(key, options, direct), executor);
    }

    @Override
    public Optional<KeyReport> awaitChange(String key, long since, Duration maxWait) throws InterruptedException {
        Awaiting awaiting = new Awaiting(key, since);
        Subscription<KeyReport> watching =
                watch(key, SubscriptionOptions.versions().live(true), awaiting);
        Timer.Task limit = timer.after(maxWait, awaiting::timeOut);
        try {
            return awaiting.await();
        } finally {
            limit.cancel();
            watching.close();
        }
    }

    @Override
    public Optional<State<?>> state(String key) {
        Keys.checked(key);
        return mailbox.ask(() -> Optional.ofNullable(topics.find(key)).map(Topic::state));
    }

    @Override
    public long version(String key) {
        Keys.checked(key);
        return mailbox.ask(() -> topics.version(key));
    }

    @Override
    public CompletionStage<Map<String, KeyReport>> sync(Collection<String> keys) {
        Set<String> wanted = Keys.checked(keys);
        requireOpen();
        return syncs.sync(wanted);
    }

    @Override
    public CompletionStage<Map<String, KeyReport>> syncAll() {
        requireOpen();
        return syncs.syncAll();
    }

    @Override
    public CompletionStage<Prefetched> prefetch(Collection<String> keys) {
        Set<String> wanted = Keys.checked(keys);
        requireOpen();
        return syncs.prefetch(wanted);
    }

    @Override
    public <R> CompletionStage<R> mutate(Mutation<R> mutation) {
        mutation.keys().forEach(Keys::checked);
        requireOpen();
        return changes.mutate(mutation);
    }

    @Override
    public CompletionStage<Map<String, Long>> invalidate(Collection<String> keys) {
        Set<String> wanted = Keys.checked(keys);
        requireOpen();
        return changes.invalidate(wanted);
    }

    @Override
    public CompletionStage<KeyReport> update(String key, String hash) {
        Keys.checked(key);
        requireOpen();
        return changes.update(key, hash);
    }

    @Override
    public Map<String, CompletionStage<HealthResponse>> health() {
        requireOpen();
        Map<String, CompletionStage<HealthResponse>> all = new LinkedHashMap<>();
        for (Transport transport : transports) {
            CompletableFuture<HealthResponse> result = results.begin();
            all.put(transport.name(), result);
            mailbox.execute(() -> Call.ofServer(
                    context,
                    transport,
                    transport::health,
                    settings.timeout(),
                    (answer, failure) -> results.finish(result, answer, failure)));
        }
        return all;
    }

    @Override
    public Registration onEvent(Consumer<? super ClientEvent> listener) {
        Delivery<ClientEvent> delivery = new Delivery<>(listener, executor, MAX_QUEUED_EVENTS);
        listeners.add(delivery);
        return () -> listeners.remove(delivery);
    }

    private void publish(ClientEvent event) {
        for (Delivery<ClientEvent> listener : listeners) {
            listener.deliver(event);
        }
    }

    @Override
    public Statistics statistics() {
        return mailbox.ask(() -> new Statistics(
                watches.size(),
                topics.size(),
                counters.requests.sum(),
                counters.failedRequests.sum(),
                counters.failovers.sum(),
                counters.changes.sum(),
                counters.fetches.sum(),
                counters.failedFetches.sum(),
                counters.overtaken.sum(),
                topics.all().stream().mapToInt(topic -> topic.log().pending()).sum()));
    }

    @Override
    public List<ServerStatus> servers() {
        return mailbox.ask(() -> pool.servers().stream()
                .map(server -> server.status(timer.nanoTime()))
                .toList());
    }

    @Override
    public void close() {
        mailbox.execute(() -> {
            if (closed) {
                return;
            }
            closed = true;
            Throwable cause = new ClosedException();
            watches.close(cause);
            changes.close();
            results.close(cause);
            timer.close();
            transports.forEach(Transport::close);
            endExecutor.run();
        });
    }

    private void requireOpen() {
        if (closed) {
            throw new ClosedException();
        }
    }

    private final class Watching<T> implements Subscription<T> {

        private final String key;
        private final Observer<T> observer;

        private Watching(String key, Observer<T> observer) {
            this.key = key;
            this.observer = observer;
        }

        @Override
        public String key() {
            return key;
        }

        @Override
        public State<T> state() {
            return observer.state;
        }

        @Override
        public CompletionStage<State<T>> sync() {
            requireOpen();
            return syncs.sync(Set.of(key)).thenApply(changed -> observer.state);
        }

        @Override
        public void close() {
            mailbox.execute(() -> watches.close(key, observer));
        }
    }
}
