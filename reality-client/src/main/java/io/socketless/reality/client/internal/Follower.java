package io.socketless.reality.client.internal;

import io.socketless.reality.client.RefusedException;
import io.socketless.reality.protocol.Hint;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows keys by one request that a server holds until one of them changes. It is sent again as soon as it is
 * answered, and
 * anew when there are more keys than it names, once the {@link SyncLane} has learned the versions of those. Cancelling
 * a held
 * request loses nothing, since the next one says what is known.
 *
 * <p>When a server fails, the next one is asked at once; when all have failed, after a pause that grows with every
 * failure. A
 * server or a proxy that answers at once although nothing has changed is asked again after growing pauses too.
 *
 * <p>Touched by tasks of the {@link Mailbox} only.
 */
final class Follower {

    /** Keys that are added one after another are asked for together. */
    private static final Duration GATHERING = Duration.ofMillis(20);

    /** An answer without a change that comes sooner was not held. */
    private static final Duration HELD_AT_LEAST = Duration.ofSeconds(1);

    /** Answers that come as quickly as this, so many times in a row, are slowed down; and more, if that goes on. */
    private static final Duration QUICK = Duration.ofMillis(20);

    private static final int QUICK_IN_A_ROW = 20;
    private static final int ENDLESSLY = 200;
    private static final Duration SLOWED_DOWN = Duration.ofMillis(20);
    private static final Duration SLOW = Duration.ofMillis(100);

    private final Context context;
    private final Topics topics;
    private final ServerPool pool;
    private final SyncLane lane;
    private final FailoverPolicy policy;
    private final Attempts attempts;
    private final IntConsumer tooManyKeys;
    private final Set<String> keys = new LinkedHashSet<>();
    private int keyBytes;

    private @Nullable Exchange exchange;
    private @Nullable Call<SyncResponse> call;
    private Timer.@Nullable Task pause;
    private Optional<Server> inUse = Optional.empty();
    private boolean recovering;
    private int notHeld;
    private int quick;
    private boolean closed;

    /**
     * @param tooManyKeys is told how many keys to try when servers refuse as many as this follows; it replaces this one
     */
    Follower(
            Context context,
            Topics topics,
            ServerPool pool,
            FailoverPolicy policy,
            SyncLane lane,
            IntConsumer tooManyKeys) {
        this.context = context;
        this.topics = topics;
        this.pool = pool;
        this.policy = policy;
        this.attempts = policy.endless();
        this.lane = lane;
        this.tooManyKeys = tooManyKeys;
    }

    boolean hasRoomFor(String key, int maxKeys, int maxBytes) {
        return keys.isEmpty() || (keys.size() < maxKeys && keyBytes + SyncLane.size(key) <= maxBytes);
    }

    void add(String key) {
        if (keys.add(key)) {
            keyBytes += SyncLane.size(key);
        }
    }

    void remove(String key) {
        if (keys.remove(key)) {
            keyBytes -= SyncLane.size(key);
        }
    }

    boolean follows(String key) {
        return keys.contains(key);
    }

    boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Sends a request if one is due. Called whenever something has changed that may make it so. */
    void wake() {
        if (closed || pause != null || lane.isBusy()) {
            return;
        }
        Set<String> due = due();
        if (exchange == null) {
            if (!due.isEmpty()) {
                send(due);
            }
        } else if (due.isEmpty()) {
            cancel();
        } else if (!exchange.known().keySet().containsAll(due)) {
            pauseFor(GATHERING);
        }
    }

    void close() {
        closed = true;
        cancel();
        if (pause != null) {
            pause.cancel();
        }
    }

    private Set<String> due() {
        Set<String> due = new LinkedHashSet<>();
        for (String key : keys) {
            Topic topic = topics.find(key);
            if (topic != null && topic.isFollowed()) {
                due.add(key);
            }
        }
        return due;
    }

    private void cancel() {
        if (call != null) {
            call.cancel();
        }
        call = null;
        exchange = null;
    }

    private void send(Set<String> due) {
        boolean again = attempts.isRetry();
        Server server = attempts.nextPreferring(inUse);
        inUse = Optional.of(server);
        // After a failure the first answer must come soon, so that everybody learns that it is over.
        boolean held = !recovering;
        Map<String, Long> known = topics.versions(due);
        Exchange next = new Exchange(context, pool, policy, server, known, held);
        exchange = next;
        Duration wait = held ? context.settings().maxWait() : Duration.ZERO;
        call = next.send(
                new SyncRequest(
                        known,
                        Optional.of(context.settings().clientId()),
                        context.settings().mode(),
                        again ? Hint.RECONNECT : Hint.POLL,
                        OptionalLong.of(context.timer().now().toEpochMilli()),
                        wait.toMillis()),
                wait.plus(context.settings().timeout()),
                (answer, failure) -> {
                    exchange = null;
                    call = null;
                    if (answer != null) {
                        answered(next, answer);
                    } else if (failure != null) {
                        failed(next, failure);
                    }
                });
    }

    private void answered(Exchange answered, SyncResponse answer) {
        recovering = false;
        if (answered.held()) {
            attempts.succeeded();
        } else {
            attempts.succeededInPart(); // some proxies break held requests and let short ones pass
        }
        Topics.Outcome outcome = topics.apply(answered.known(), answer);
        answered.completed(outcome.changed().keySet());
        boolean news = !outcome.changed().isEmpty() || !outcome.overtaken().isEmpty();
        Optional<Duration> rest = FailoverPolicy.retryAfter(answer);
        if (rest.isPresent()) {
            pauseFor(rest.get());
        } else if (!answered.held()) {
            wake();
        } else if (!news && answered.took().compareTo(heldAtLeast()) < 0) {
            notHeld++;
            pauseFor(context.settings()
                    .backoff()
                    .upTo(context.settings().interval())
                    .after(notHeld));
        } else {
            notHeld = news ? notHeld : 0;
            quick = answered.took().compareTo(QUICK) < 0 ? quick + 1 : 0;
            if (quick > QUICK_IN_A_ROW) {
                pauseFor(quick > ENDLESSLY ? SLOW : SLOWED_DOWN);
            } else {
                wake();
            }
        }
    }

    private Duration heldAtLeast() {
        Duration half = context.settings().maxWait().dividedBy(2);
        return half.compareTo(HELD_AT_LEAST) < 0 ? half : HELD_AT_LEAST;
    }

    private void failed(Exchange failed, Throwable failure) {
        if (failure instanceof RefusedException refusal && refusal.status() == 413 && keys.size() > 1) {
            tooManyKeys.accept(Math.max(1, failed.known().size() / 2));
            return;
        }
        if (failure instanceof RefusedException refusal && !refusal.isTemporary()) {
            Exchange.refusedKeys(refusal, failed.known().keySet()).forEach(key -> {
                Topic topic = topics.find(key);
                if (topic != null) {
                    topic.refuse(refusal);
                }
            });
        }
        if (attempts.failed(failed.server(), failure) instanceof Attempts.Next.Pause due) {
            recovering = true;
            keys.forEach(key -> {
                Topic topic = topics.find(key);
                if (topic != null) {
                    topic.unreachable(failure);
                }
            });
            pauseFor(due.time());
        } else {
            wake();
        }
    }

    /** Lets a moment pass, in which a request that is held may still be answered, and then asks anew. */
    private void pauseFor(Duration time) {
        if (pause != null) {
            pause.cancel();
        }
        pause = context.timer().after(time, () -> context.mailbox().execute(() -> {
            pause = null;
            if (!lane.isBusy() && exchange != null && !exchange.known().keySet().containsAll(due())) {
                cancel();
            }
            wake();
        }));
    }
}
