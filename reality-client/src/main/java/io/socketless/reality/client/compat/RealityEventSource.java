package io.socketless.reality.client.compat;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.DeniedException;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RealityClient;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.client.Snapshot;
import io.socketless.reality.client.State;
import io.socketless.reality.client.Subscription;
import io.socketless.reality.client.SubscriptionOptions;
import io.socketless.reality.client.UnreachableException;
import jakarta.json.Json;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEventSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
import org.jspecify.annotations.Nullable;

/**
 * An {@code SseEventSource} without a stream. A program changes only the line that creates its source:
 *
 * <pre>{@code
 * URI target = URI.create("https://a.example.com/chat/reality/events?key=chat:room:general");
 * try (SseEventSource source = RealityEventSource.target(target).build()) { // was SseEventSource.target(webTarget)
 *     source.register(event -> show(event.readData()));
 *     source.open();
 *     ...
 * }
 * }</pre>
 *
 * For any other target, call {@link RealityEventSourceBuilder#keys} and {@link RealityEventSourceBuilder#server}.
 * Credentials and
 * filters of a {@code WebTarget} are not used; set headers with {@link RealityEventSourceBuilder#configure}.
 *
 * <p>Each key produces an event for its current state and one after each change. If consumers are slower than the
 * changes, they
 * receive the last one. The data is the inline payload, the result of {@link RealityEventSourceBuilder#payload}, or
 * {@code {"key":...,"version":...}}.
 *
 * <p>Thread-safe. Event consumers run on the client's executor, one at a time, and can close the source. The client
 * retries
 * unreachable servers. Error consumers receive refusals, denied keys, failed fetches, and exceptions of event
 * consumers.
 * Completion consumers run on the thread that closes the source.
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
    private final Map<String, Long> told = new HashMap<>(); // the version of the last event of each key
    private @Nullable Thread delivering;
    private boolean opened;
    private boolean closed;

    RealityEventSource(
            RealityClient client,
            boolean ownsClient,
            Set<String> keys,
            @Nullable Function<KeyReport, ? extends CompletionStage<String>> payload) {
        this.client = client;
        this.ownsClient = ownsClient;
        this.keys = keys;
        this.payload = payload;
    }

    /** Starts building a source for the {@code /events} address of a Reality server, with the keys in its query. */
    public static RealityEventSourceBuilder target(URI target) {
        return new RealityEventSourceBuilder(target);
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

    /** Starts following the keys. */
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
            begun.forEach(RealityEventSource::close); // the source was closed meanwhile
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
                    state -> receive(key, state, snapshot -> dataOf(snapshot.report())));
        }
        return client.subscribe(
                key,
                SubscriptionOptions.<String>fetching(payload)
                        .orPayload(String.class)
                        .live(true),
                state -> receive(key, state, Snapshot::value));
    }

    private static String dataOf(KeyReport report) {
        return report.payload().map(Object::toString).orElseGet(() -> Json.createObjectBuilder()
                .add("key", report.key())
                .add("version", report.version())
                .build()
                .toString());
    }

    private <T> void receive(String key, State<T> state, Function<Snapshot<T>, String> data) {
        if (state instanceof State.Ready<T> ready) {
            deliver(new KeyEvent(ready.held().report(), data.apply(ready.held())));
        } else if (state instanceof State.Denied<T>) {
            failed(new DeniedException(key));
        } else if (state instanceof State.Failed<T> failed && payload != null && !isOfServers(failed.cause())) {
            failed(failed.cause());
        }
    }

    private void happened(ClientEvent event) {
        if (event instanceof ClientEvent.SyncFailed failed
                && failed.cause() instanceof RefusedException refused
                && !refused.isTemporary()) {
            failed(refused);
        }
    }

    private static boolean isOfServers(Throwable cause) {
        return cause instanceof RefusedException || cause instanceof UnreachableException;
    }

    /**
     * Queues an event. If no thread is delivering, this one delivers until the queue is empty. An unchanged version,
     * for example
     * after an outage, is no event.
     */
    private void deliver(KeyEvent event) {
        lock.lock();
        try {
            String key = event.report().key();
            Long last = told.put(key, event.report().version());
            if (last != null && last == event.report().version()) {
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

    /** Logs the exception of an error or completion consumer. */
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
     * Closes the source and waits for a running consumer, unless that consumer closes the source. Returns false if it
     * still runs
     * after the timeout.
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
            throw new IllegalStateException(never); // neither type throws
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
}
