package io.socketless.reality.client.compat;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.RealityClientBuilder;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.client.Snapshot;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.protocol.Mode;
import jakarta.json.Json;
import jakarta.ws.rs.client.WebTarget;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEventSource;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An {@code SseEventSource} without a stream. A program changes the line that makes its source, and keeps the rest:
 *
 * <pre>{@code
 * WebTarget target = ClientBuilder.newClient().target("https://a.example.com/chat/reality/events?key=chat:room:general");
 * try (SseEventSource source = RealityEventSource.target(target).build()) { // was SseEventSource.target(target)
 *     source.register(event -> show(event.readData()));
 *     source.open();
 *     ...
 * }
 * }</pre>
 *
 * A target that is not the {@code /events} of a Reality server needs {@link Builder#keys} and {@link Builder#server}. There is an
 * event for what each key is now, and one after each change; of several changes that come quicker than consumers take them, the
 * last. The data is the inline payload, or what {@link Builder#payload} fetches, or {@code {"key":...,"version":...}}.
 *
 * <p>Safe for use by many threads. Consumers of events run on the client's executor, one at a time, and may close the source. A
 * server that cannot be reached is asked again by itself; consumers of errors hear of refusals, denied keys, failed fetches, and
 * of what consumers of events throw. Consumers of the end run on the thread that closes the source.
 */
public final class RealityEventSource implements SseEventSource {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality.client");

    private final RealityClient client;
    private final boolean ownsClient;
    private final Set<String> keys;
    private final @Nullable Function<KeyReport, ? extends CompletionStage<String>> payload;

    private final List<Consumer<InboundSseEvent>> onEvent = new CopyOnWriteArrayList<>();
    private final List<Consumer<Throwable>> onError = new CopyOnWriteArrayList<>();
    private final List<Runnable> onComplete = new CopyOnWriteArrayList<>();

    private final ReentrantLock lock = new ReentrantLock(); // never held while a consumer runs
    private final Condition idle = lock.newCondition();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, KeyEvent> waiting =
            new LinkedHashMap<>(); // the latest of each key, in the order of its change
    private final Map<String, Long> told = new HashMap<>(); // the version of each key's last event
    private @Nullable Thread delivering;
    private boolean opened;
    private boolean closed;

    private RealityEventSource(
            RealityClient client,
            boolean ownsClient,
            Set<String> keys,
            @Nullable Function<KeyReport, ? extends CompletionStage<String>> payload) {
        this.client = client;
        this.ownsClient = ownsClient;
        this.keys = keys;
        this.payload = payload;
    }

    /** Begins a source, as {@link SseEventSource#target} does. */
    public static Builder target(WebTarget target) {
        return new Builder().target(target);
    }

    /** Begins a source for an address. */
    public static Builder target(URI target) {
        return new Builder().target(target);
    }

    @Override
    public void register(Consumer<InboundSseEvent> onEvent) {
        this.onEvent.add(onEvent);
    }

    @Override
    public void register(Consumer<InboundSseEvent> onEvent, Consumer<Throwable> onError) {
        register(onEvent);
        this.onError.add(onError);
    }

    @Override
    public void register(Consumer<InboundSseEvent> onEvent, Consumer<Throwable> onError, Runnable onComplete) {
        register(onEvent, onError);
        this.onComplete.add(onComplete);
    }

    /** Begins to follow the keys. */
    @Override
    public void open() {
        lock.lock();
        try {
            if (closed || opened) {
                throw new IllegalStateException(closed ? "The source is closed" : "The source is open");
            }
            opened = true;
        } finally {
            lock.unlock();
        }
        List<AutoCloseable> begun = new ArrayList<>();
        begun.add(client.onEvent(this::happened));
        keys.forEach(key -> begun.add(follow(key)));
        if (!kept(begun)) {
            begun.forEach(RealityEventSource::close); // somebody has closed the source meanwhile
        }
    }

    private boolean kept(List<AutoCloseable> begun) {
        lock.lock();
        try {
            return !closed && open.addAll(begun);
        } finally {
            lock.unlock();
        }
    }

    private Subscription<?> follow(String key) {
        if (payload == null) {
            return client.subscribe(
                    key,
                    SubscriptionOptions.versions().live(true),
                    state -> told(state, snapshot -> dataOf(snapshot.node())));
        }
        return client.subscribe(
                key,
                SubscriptionOptions.<String>fetching(payload)
                        .orPayload(String.class)
                        .live(true),
                state -> told(state, Snapshot::value));
    }

    private static String dataOf(KeyReport node) {
        return node.payload().map(Object::toString).orElseGet(() -> Json.createObjectBuilder()
                .add("key", node.key())
                .add("version", node.version())
                .build()
                .toString());
    }

    private <T> void told(State<T> state, Function<Snapshot<T>, String> data) {
        if (state instanceof State.Ready<T> ready) {
            deliver(new KeyEvent(ready.held().node(), data.apply(ready.held())));
        } else if (state instanceof State.Denied<T>) {
            failed(new IllegalStateException("The server does not let a key be watched"));
        } else if (state instanceof State.Failed<T> failed && payload != null && !isOfServers(failed.cause())) {
            failed(failed.cause());
        }
    }

    private void happened(ClientEvent event) {
        if (event instanceof ClientEvent.SyncFailed failed
                && failed.cause() instanceof RefusedException refused
                && refused.status() < 500
                && refused.status() != 429) {
            failed(refused);
        }
    }

    private static boolean isOfServers(Throwable cause) {
        return cause instanceof RefusedException || cause instanceof IOException;
    }

    /**
     * Whoever finds nobody delivering, delivers, and goes on until nothing is left. Data that is as it was, such as after a time
     * without a server, is no event.
     */
    private void deliver(KeyEvent event) {
        lock.lock();
        try {
            String key = event.node().key();
            Long last = told.put(key, event.node().version());
            if (last != null && last == event.node().version()) {
                return;
            }
            waiting.remove(key);
            waiting.put(key, event);
            if (delivering != null) {
                return;
            }
            delivering = Thread.currentThread();
        } finally {
            lock.unlock();
        }
        for (KeyEvent next = next(); next != null; next = next()) {
            for (Consumer<InboundSseEvent> consumer : onEvent) {
                try {
                    consumer.accept(next);
                } catch (RuntimeException | Error failure) {
                    failed(failure);
                }
            }
        }
    }

    private void failed(Throwable cause) {
        onError.forEach(consumer -> quietly(() -> consumer.accept(cause)));
    }

    /** What a consumer of errors or of the end throws is nobody else's business. */
    private static void quietly(Runnable consumer) {
        try {
            consumer.run();
        } catch (RuntimeException | Error failure) {
            LOGGER.log(Level.WARNING, "A consumer failed", failure);
        }
    }

    private @Nullable KeyEvent next() {
        lock.lock();
        try {
            if (waiting.isEmpty() || closed) {
                delivering = null;
                idle.signalAll();
                return null;
            }
            String first = waiting.keySet().iterator().next();
            return waiting.remove(first);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOpen() {
        lock.lock();
        try {
            return opened && !closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the source and waits for a consumer that is running, unless it is the consumer that closes. Returns false if it still
     * runs when the time is over.
     */
    @Override
    public boolean close(long timeout, TimeUnit unit) {
        List<AutoCloseable> last;
        boolean wasClosed;
        boolean quiet;
        lock.lock();
        try {
            last = List.copyOf(open);
            open.clear();
            wasClosed = closed;
            closed = true;
            quiet = awaitIdle(unit.toNanos(timeout));
        } finally {
            lock.unlock();
        }
        last.forEach(RealityEventSource::close);
        if (ownsClient) {
            client.close();
        }
        if (!wasClosed) {
            onComplete.forEach(RealityEventSource::quietly);
        }
        return quiet;
    }

    private static void close(AutoCloseable each) {
        try {
            each.close();
        } catch (Exception never) {
            throw new IllegalStateException(never); // neither of the two kinds throws
        }
    }

    private boolean awaitIdle(long nanos) {
        long left = nanos;
        try {
            while (isRunningElsewhere() && left > 0) {
                left = idle.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return !isRunningElsewhere();
    }

    private boolean isRunningElsewhere() {
        return delivering != null && delivering != Thread.currentThread();
    }

    /** What a source needs to know. */
    public static final class Builder extends SseEventSource.Builder {

        private static final String EVENTS = "/reality/events";

        private @Nullable URI target;
        private @Nullable String server;
        private final Set<String> keys = new LinkedHashSet<>();
        private @Nullable RealityClient client;
        private @Nullable Function<KeyReport, ? extends CompletionStage<String>> payload;
        private Duration delay = Duration.ofMillis(500);
        private UnaryOperator<RealityClientBuilder> configuration = UnaryOperator.identity();

        private Builder() {}

        @Override
        protected Builder target(WebTarget target) {
            return target(target.getUri());
        }

        private Builder target(URI target) {
            this.target = target;
            return this;
        }

        /** How long to pause after a failure, doubled up to 30 s with each one that follows; 500 ms by default. */
        @Override
        public Builder reconnectingEvery(long delay, TimeUnit unit) {
            if (delay <= 0) {
                throw new IllegalArgumentException("A delay must be positive, not " + delay);
            }
            this.delay = Duration.of(delay, unit.toChronoUnit());
            return this;
        }

        /** The keys to follow, beside those in the query of the target. */
        public Builder keys(String... keys) {
            this.keys.addAll(Arrays.asList(keys));
            return this;
        }

        /** The web application that contains Reality, where the target does not tell. */
        public Builder server(String url) {
            this.server = url;
            return this;
        }

        /** Fetches the data of an event, as JSON text, where the server puts none inline. */
        public Builder payload(Function<KeyReport, ? extends CompletionStage<String>> payload) {
            this.payload = payload;
            return this;
        }

        /** Uses a client that others use too, and that stays open, in place of one of its own. */
        public Builder client(RealityClient client) {
            this.client = client;
            return this;
        }

        /** Changes the client of its own before it is built: headers, further servers, time-outs. */
        public Builder configure(UnaryOperator<RealityClientBuilder> configuration) {
            this.configuration = configuration;
            return this;
        }

        /**
         * The source, not yet open.
         *
         * @throws IllegalStateException if it is not known which keys to follow, or on which server
         */
        @Override
        public RealityEventSource build() {
            Set<String> all = new LinkedHashSet<>(keys);
            all.addAll(keysOf(target));
            if (all.isEmpty()) {
                throw new IllegalStateException("No keys: name them in the query of the target, or by keys()");
            }
            return client != null
                    ? new RealityEventSource(client, false, all, payload)
                    : new RealityEventSource(ownClient(), true, all, payload);
        }

        private RealityClient ownClient() {
            Duration longest = delay.compareTo(Duration.ofSeconds(30)) > 0 ? delay : Duration.ofSeconds(30);
            return configuration
                    .apply(RealityClient.builder()
                            .servers(serverOf(target))
                            .mode(Mode.SSE_COMPAT)
                            .backoff(delay, longest))
                    .build();
        }

        private String serverOf(@Nullable URI target) {
            if (server != null) {
                return server;
            }
            if (target == null || !target.getPath().endsWith(EVENTS)) {
                throw new IllegalStateException("No server: the target does not end with " + EVENTS
                        + ", so name the application that contains Reality by server()");
            }
            String text = target.toString();
            int query = text.indexOf('?');
            String path = query < 0 ? text : text.substring(0, query);
            return path.substring(0, path.length() - EVENTS.length());
        }

        private static List<String> keysOf(@Nullable URI target) {
            if (target == null
                    || target.getRawQuery() == null
                    || !target.getPath().endsWith(EVENTS)) {
                return List.of();
            }
            return Arrays.stream(target.getRawQuery().split("&", -1))
                    .filter(parameter -> parameter.startsWith("key="))
                    .map(parameter -> URLDecoder.decode(parameter.substring(4), StandardCharsets.UTF_8))
                    .toList();
        }
    }
}
