package io.socketless.reality.client;

import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.Hint;
import io.socketless.reality.protocol.Limits;
import io.socketless.reality.protocol.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client. Every call and everything that happens becomes a task of one {@link Mailbox}, and only tasks touch topics, lanes
 * and servers. Code of the application is handed to the executor, and comes back as a task.
 */
final class LiveClient implements RealityClient {

    private static final int EVENTS_KEPT = 1_000;
    private static final int AWAITED_KEPT = 10_000;

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
    private final SyncLane lane;
    private final Followers followers;
    private final Results results;
    private final Changes changes;
    private final Set<Observer<?>> observers = new LinkedHashSet<>();
    private final Map<String, Long> awaited = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > AWAITED_KEPT;
        }
    };
    private Timer.@Nullable Task deniedAgain;
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
        lane = new SyncLane(context, topics, pool, policy, this::laneIsIdle);
        followers = new Followers(context, topics, pool, policy, lane);
        results = new Results(mailbox, executor);
        changes = new Changes(context, topics, policy, lane, results);
    }

    // --- watching

    @Override
    public <T> Subscription<T> subscribe(
            String key, SubscriptionOptions<T> options, Consumer<? super State<T>> listener) {
        Delivery<State<T>> delivery = new Delivery<>(listener, executor, 1);
        return watch(key, options, delivery::deliver);
    }

    /** @param direct is told every state within the mailbox, so it only hands over */
    private <T> Subscription<T> watch(String key, SubscriptionOptions<T> options, Consumer<? super State<T>> direct) {
        checked(key);
        requireOpen();
        Optional<Duration> interval = options.interval();
        boolean live = interval.isEmpty() && options.live().orElse(settings.follows());
        if (live && settings.mode() == Mode.POLLING_COMPAT) {
            interval = Optional.of(settings.interval());
            live = false;
        }
        Observer<T> observer = new Observer<>(options, live, direct);
        Optional<Duration> pause = interval;
        mailbox.execute(() -> enter(key, observer, pause));
        return new Watching<>(key, observer);
    }

    private void enter(String key, Observer<?> observer, Optional<Duration> interval) {
        if (closed) {
            end(observer);
            return;
        }
        observers.add(observer);
        topics.open(key, !observer.options.versionsOnly()).add(observer);
        lane.ask(Set.of(key), Hint.MOUNT, demand -> {});
        if (observer.live) {
            followers.add(key);
        }
        interval.ifPresent(pause -> pollEvery(pause, key, observer));
    }

    private void pollEvery(Duration pause, String key, Observer<?> observer) {
        observer.nextPoll = timer.after(
                pause,
                () -> mailbox.execute(() -> {
                    if (!observer.closed) {
                        lane.ask(Set.of(key), Hint.POLL, demand -> {});
                        pollEvery(pause, key, observer);
                    }
                }));
    }

    private void leave(String key, Observer<?> observer) {
        if (observer.closed) {
            return;
        }
        end(observer);
        observers.remove(observer);
        Topic topic = topics.find(key);
        if (topic == null) {
            return;
        }
        topic.remove(observer);
        if (topic.isDeserted()) {
            topic.close(closedCause());
            topics.close(topic);
        }
        if (!topic.isFollowed()) {
            followers.remove(key);
        }
    }

    private static void end(Observer<?> observer) {
        observer.tell(new State.Closed<>());
        observer.closed = true;
        if (observer.nextPoll != null) {
            observer.nextPoll.cancel();
        }
    }

    private void laneIsIdle() {
        followers.wake();
        if (deniedAgain == null && topics.all().stream().anyMatch(Topic::isDenied)) {
            deniedAgain = timer.after(Topic.DENIED_AGAIN, () -> mailbox.execute(this::askForDenied));
        }
    }

    private void askForDenied() {
        deniedAgain = null;
        List<String> denied = topics.all().stream()
                .filter(Topic::isDenied)
                .map(topic -> topic.key)
                .toList();
        lane.ask(denied, Hint.POLL, demand -> {});
    }

    @Override
    public Optional<State<?>> state(String key) {
        checked(key);
        return mailbox.ask(() -> Optional.ofNullable(topics.find(key)).map(Topic::state));
    }

    @Override
    public long version(String key) {
        checked(key);
        return mailbox.ask(() -> topics.version(key));
    }

    // --- asking

    @Override
    public CompletionStage<Map<String, KeyReport>> sync(Collection<String> keys) {
        Set<String> wanted = checked(keys);
        return ask(wanted, Hint.INTERACTION);
    }

    @Override
    public CompletionStage<Map<String, KeyReport>> syncAll() {
        CompletableFuture<Map<String, KeyReport>> result = begun();
        mailbox.execute(() -> ask(
                topics.all().stream().map(topic -> topic.key).toList(),
                Hint.INTERACTION,
                (changed, failure) -> results.finish(result, changed, failure)));
        return result;
    }

    private CompletableFuture<Map<String, KeyReport>> ask(Set<String> keys, Hint hint) {
        CompletableFuture<Map<String, KeyReport>> result = begun();
        mailbox.execute(() -> ask(keys, hint, (changed, failure) -> results.finish(result, changed, failure)));
        return result;
    }

    /** Asks, and waits for the fetches that follow. Within the mailbox. */
    private void ask(
            Collection<String> keys,
            Hint hint,
            BiConsumer<@Nullable Map<String, KeyReport>, @Nullable Throwable> then) {
        lane.ask(keys, hint, demand -> {
            if (demand.failure != null) {
                then.accept(null, demand.failure);
                return;
            }
            List<CompletableFuture<Void>> fetches = new ArrayList<>();
            for (String key : keys) {
                Topic topic = topics.find(key);
                if (topic != null) {
                    topic.retryNow();
                    fetches.add(topic.settled());
                }
            }
            CompletableFuture.allOf(fetches.toArray(CompletableFuture[]::new)).whenComplete((unused, failure) -> {
                if (failure == null) {
                    then.accept(demand.changed, null);
                } else {
                    then.accept(null, Call.unwrapped(failure));
                }
            });
        });
    }

    @Override
    public CompletionStage<Prefetched> prefetch(Collection<String> keys) {
        Set<String> wanted = checked(keys);
        CompletableFuture<Prefetched> result = begun();
        mailbox.execute(() -> lane.ask(wanted, Hint.MOUNT, demand -> {
            Map<String, KeyReport> nodes = new LinkedHashMap<>();
            demand.versions.forEach((key, version) -> nodes.put(
                    key, demand.changed.getOrDefault(key, new KeyReport(key, version, "", "", Optional.empty()))));
            results.finish(result, new Prefetched(nodes, demand.denied), demand.failure);
        }));
        return result;
    }

    @Override
    public Optional<KeyReport> awaitChange(String key, Duration atMost) throws InterruptedException {
        checked(key);
        requireOpen();
        long known = mailbox.ask(() -> awaited.computeIfAbsent(key, topics::version));
        Awaiting awaiting = new Awaiting(known, version -> awaited.put(key, version));
        Subscription<KeyReport> watching =
                watch(key, SubscriptionOptions.versions().live(true), awaiting);
        Timer.Task limit = timer.after(atMost, awaiting::giveUp);
        try {
            return awaiting.await();
        } finally {
            limit.cancel();
            watching.close();
        }
    }

    @Override
    public <T> Flow.Publisher<Snapshot<T>> publisher(String key, SubscriptionOptions<T> options) {
        checked(key);
        return new SnapshotPublisher<>(direct -> watch(key, options, direct), executor);
    }

    // --- changing

    @Override
    public <R> CompletionStage<R> mutate(Mutation<R> mutation) {
        mutation.keys().forEach(LiveClient::checked);
        requireOpen();
        return changes.mutate(mutation);
    }

    @Override
    public CompletionStage<Map<String, Long>> invalidate(Collection<String> keys) {
        Set<String> wanted = checked(keys);
        requireOpen();
        return changes.invalidate(wanted);
    }

    @Override
    public CompletionStage<KeyReport> update(String key, String hash) {
        checked(key);
        requireOpen();
        return changes.update(key, hash);
    }

    // --- looking

    @Override
    public Map<String, CompletionStage<HealthResponse>> health() {
        Map<String, CompletionStage<HealthResponse>> all = new LinkedHashMap<>();
        for (Transport transport : transports) {
            CompletableFuture<HealthResponse> result = begun();
            all.put(transport.name(), result);
            mailbox.execute(() -> Call.start(
                    context,
                    transport::health,
                    settings.timeout(),
                    (answer, failure) -> results.finish(result, answer, failure)));
        }
        return all;
    }

    @Override
    public Registration onEvent(Consumer<? super ClientEvent> listener) {
        Delivery<ClientEvent> delivery = new Delivery<>(listener, executor, EVENTS_KEPT);
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
                observers.size(),
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

    // --- ending

    @Override
    public void close() {
        mailbox.execute(() -> {
            if (closed) {
                return;
            }
            closed = true;
            Throwable cause = closedCause();
            followers.close();
            lane.close(cause);
            topics.all().forEach(topic -> topic.close(cause));
            observers.forEach(LiveClient::end);
            observers.clear();
            changes.close();
            results.close(cause);
            timer.close();
            transports.forEach(Transport::close);
            endExecutor.run();
        });
    }

    private static IllegalStateException closedCause() {
        return new IllegalStateException("It was closed");
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("The client is closed");
        }
    }

    private <T> CompletableFuture<T> begun() {
        requireOpen();
        return results.begin();
    }

    /** @throws IllegalArgumentException if this cannot be a key; the message says why */
    static String checked(String key) {
        Limits.DEFAULT.keyRule().fault(key).ifPresent(fault -> {
            throw new IllegalArgumentException("'" + key + "': " + fault);
        });
        return key;
    }

    private static Set<String> checked(Collection<String> keys) {
        keys.forEach(LiveClient::checked);
        return new LinkedHashSet<>(keys);
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
            return ask(Set.of(key), Hint.INTERACTION).thenApply(changed -> observer.state);
        }

        @Override
        public void close() {
            mailbox.execute(() -> leave(key, observer));
        }
    }
}
