package io.socketless.reality.client;

import io.socketless.reality.protocol.HealthResponse;
import io.socketless.reality.protocol.Hint;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.Limits;
import io.socketless.reality.protocol.Mode;
import io.socketless.reality.protocol.UpdateRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The client. Every call and everything that happens becomes a task of one {@link Mailbox}, and only tasks touch topics, lanes
 * and servers. Code of the application is handed to the executor, and comes back as a task.
 */
final class LiveClient implements RealityClient {

    private static final Duration LONGEST = Duration.ofDays(1);
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
    private final List<Follower> followers = new ArrayList<>();
    private final Set<Observer<?>> observers = new LinkedHashSet<>();
    private final Set<CompletableFuture<?>> open = new LinkedHashSet<>();
    private final Map<String, Long> awaited = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > AWAITED_KEPT;
        }
    };
    private int maxKeys = Limits.DEFAULT.maxKeys();
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
        lane = new SyncLane(context, topics, pool, this::laneIsIdle);
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
            follow(key);
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
            followers.forEach(follower -> follower.remove(key));
            followers.removeIf(follower -> {
                follower.wake();
                return follower.isEmpty();
            });
        }
    }

    private static void end(Observer<?> observer) {
        observer.tell(new State.Closed<>());
        observer.closed = true;
        if (observer.nextPoll != null) {
            observer.nextPoll.cancel();
        }
    }

    private void follow(String key) {
        if (followers.stream().noneMatch(follower -> follower.follows(key))) {
            followers.stream()
                    .filter(follower -> follower.hasRoomFor(key, maxKeys, SyncLane.MAX_KEY_BYTES))
                    .findFirst()
                    .orElseGet(this::newFollower)
                    .add(key);
        }
        wakeFollowers();
    }

    private Follower newFollower() {
        Follower follower = new Follower(context, topics, pool, lane, this::shareOut);
        followers.add(follower);
        return follower;
    }

    /** Servers take fewer keys in a request than the protocol's default, so more requests are needed. */
    private void shareOut(int fewer) {
        maxKeys = fewer;
        followers.forEach(Follower::close);
        followers.clear();
        topics.followed().forEach(this::follow);
    }

    private void laneIsIdle() {
        wakeFollowers();
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

    private void wakeFollowers() {
        List.copyOf(followers).forEach(Follower::wake);
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
    public CompletionStage<Map<String, Node>> sync(Collection<String> keys) {
        Set<String> wanted = checked(keys);
        return ask(wanted, Hint.INTERACTION);
    }

    @Override
    public CompletionStage<Map<String, Node>> syncAll() {
        CompletableFuture<Map<String, Node>> result = begun();
        mailbox.execute(() -> ask(
                topics.all().stream().map(topic -> topic.key).toList(),
                Hint.INTERACTION,
                (changed, failure) -> finish(result, changed, failure)));
        return result;
    }

    private CompletableFuture<Map<String, Node>> ask(Set<String> keys, Hint hint) {
        CompletableFuture<Map<String, Node>> result = begun();
        mailbox.execute(() -> ask(keys, hint, (changed, failure) -> finish(result, changed, failure)));
        return result;
    }

    /** Asks, and waits for the fetches that follow. Within the mailbox. */
    private void ask(
            Collection<String> keys, Hint hint, BiConsumer<@Nullable Map<String, Node>, @Nullable Throwable> then) {
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
            Map<String, Node> nodes = new LinkedHashMap<>();
            demand.versions.forEach((key, version) ->
                    nodes.put(key, demand.changed.getOrDefault(key, new Node(key, version, "", "", Optional.empty()))));
            finish(result, new Prefetched(nodes, demand.denied), demand.failure);
        }));
        return result;
    }

    @Override
    public Optional<Node> awaitChange(String key, Duration atMost) throws InterruptedException {
        checked(key);
        requireOpen();
        long known = mailbox.ask(() -> awaited.computeIfAbsent(key, topics::version));
        Awaiting awaiting = new Awaiting(known, version -> awaited.put(key, version));
        Subscription<Node> watching = watch(key, SubscriptionOptions.versions().live(true), awaiting);
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
        CompletableFuture<R> result = begun();
        mailbox.execute(() -> begin(mutation, result));
        return result;
    }

    private <R> void begin(Mutation<R> mutation, CompletableFuture<R> result) {
        if (closed) {
            return;
        }
        Map<Topic, OptimisticLog.Update> shown = new LinkedHashMap<>();
        mutation.updates().forEach((key, update) -> {
            Topic topic = topics.find(key);
            if (topic != null) {
                shown.put(topic, topic.log().add(update));
                topic.tell();
            }
        });
        // Its time is the application's to limit: a change that is given up here may still take effect.
        Call.<Optional<R>>start(
                context, () -> mutation.action().get().thenApply(Optional::ofNullable), LONGEST, (value, failure) -> {
                    if (value != null) {
                        shown.forEach((topic, update) -> topic.log().confirm(update, topic.fetchesBegun()));
                        announce(mutation, value.orElse(null), result);
                    } else {
                        shown.forEach((topic, update) -> topic.log().revoke(update));
                        shown.keySet().forEach(Topic::tell);
                        finish(result, null, failure);
                        catchUp(mutation.keys());
                    }
                });
    }

    private <R> void announce(Mutation<R> mutation, @Nullable R value, CompletableFuture<R> result) {
        if (mutation.invalidated().isEmpty()) {
            finish(result, value, null);
            catchUp(mutation.keys());
            return;
        }
        write(transport -> transport.invalidate(request(mutation.invalidated())), (answer, failure) -> {
            finish(result, value, failure);
            catchUp(mutation.keys());
        });
    }

    /** Makes sure that a fetch of these keys begins after this moment, and that a change is not fetched twice. */
    private void catchUp(Set<String> keys) {
        Map<Topic, Long> begun = new LinkedHashMap<>();
        keys.forEach(key -> {
            Topic topic = topics.find(key);
            if (topic != null) {
                begun.put(topic, topic.fetchesBegun());
            }
        });
        lane.ask(
                begun.keySet().stream().map(topic -> topic.key).toList(),
                Hint.MUTATION,
                demand -> begun.forEach((topic, before) -> {
                    if (topic.fetchesBegun() == before) {
                        topic.refetch();
                    }
                    topic.tell();
                }));
    }

    @Override
    public CompletionStage<Map<String, Long>> invalidate(Collection<String> keys) {
        Set<String> wanted = checked(keys);
        CompletableFuture<Map<String, Long>> result = begun();
        if (wanted.isEmpty()) {
            result.complete(Map.of());
            return result;
        }
        mailbox.execute(() -> write(
                transport -> transport.invalidate(request(wanted)),
                (answer, failure) -> syncThen(
                        wanted, failure, () -> finish(result, answer == null ? null : answer.versions(), failure))));
        return result;
    }

    @Override
    public CompletionStage<Node> update(String key, String hash) {
        checked(key);
        CompletableFuture<Node> result = begun();
        mailbox.execute(() -> write(
                transport -> transport
                        .update(new UpdateRequest(key, hash))
                        .thenApply(answer ->
                                new Node(answer.key(), answer.version(), answer.hash(), "", Optional.empty())),
                (node, failure) -> syncThen(Set.of(key), failure, () -> finish(result, node, failure))));
        return result;
    }

    /** Lets watched keys be synced after a write, so that who waits for the write sees it. */
    private void syncThen(Set<String> keys, @Nullable Throwable failure, Runnable then) {
        List<String> watched =
                keys.stream().filter(key -> topics.find(key) != null).toList();
        if (failure != null || watched.isEmpty()) {
            then.run();
        } else {
            lane.ask(watched, Hint.MUTATION, demand -> then.run());
        }
    }

    private InvalidateRequest request(Set<String> keys) {
        return new InvalidateRequest(
                keys, Optional.empty(), OptionalLong.of(timer.now().toEpochMilli()));
    }

    /** A write, which is harmless to repeat, on one server after another. Within the mailbox. */
    private <T> void write(
            Function<Transport, CompletableFuture<T>> request, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        write(request, then, new ArrayList<>(), 0);
    }

    private <T> void write(
            Function<Transport, CompletableFuture<T>> request,
            BiConsumer<@Nullable T, @Nullable Throwable> then,
            List<Server> tried,
            int failures) {
        Server server = pool.best(timer.nanoTime(), tried).orElseThrow();
        Call.start(context, () -> request.apply(server.transport), settings.timeout(), (answer, failure) -> {
            if (failure == null) {
                server.succeeded();
                then.accept(answer, null);
                return;
            }
            tried.add(server);
            if (failure instanceof RefusedException refusal && refusal.isOurFault()) {
                then.accept(null, failure);
            } else if (pool.hasOther(timer.nanoTime(), tried)) {
                server.failed(timer.nanoTime(), Exchange.retryAfter(failure));
                write(request, then, tried, failures);
            } else if (failures < settings.retries() && !closed) {
                server.failed(timer.nanoTime(), Exchange.retryAfter(failure));
                timer.after(
                        SyncLane.longer(settings.backoff().after(failures + 1), Exchange.retryAfter(failure)),
                        () -> mailbox.execute(() -> write(request, then, new ArrayList<>(), failures + 1)));
            } else {
                then.accept(null, failure);
            }
        });
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
                    (answer, failure) -> finish(result, answer, failure)));
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
            followers.forEach(Follower::close);
            lane.close(cause);
            topics.all().forEach(topic -> topic.close(cause));
            observers.forEach(LiveClient::end);
            observers.clear();
            Outcomes.fail(executor, List.copyOf(open), cause);
            open.clear();
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

    /** A result that somebody waits for, and that fails if the client is closed first. */
    private <T> CompletableFuture<T> begun() {
        requireOpen();
        CompletableFuture<T> result = new CompletableFuture<>();
        mailbox.execute(() -> {
            if (closed) {
                result.completeExceptionally(closedCause());
            } else {
                open.add(result);
            }
        });
        return result;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // which one it is, is what is meant
    private <T> void finish(CompletableFuture<T> result, @Nullable T value, @Nullable Throwable failure) {
        mailbox.execute(() -> {
            if (open.remove(result)) {
                Outcomes.complete(executor, result, value, failure);
            }
        });
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
