package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.Mutation;
import io.socketless.reality.protocol.Hint;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.UpdateRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Changes that this client makes: mutations with their optimistic updates, and writes to servers. A changed key that is
 * watched is
 * synced afterwards, before the result is returned.
 *
 * <p>{@link #mutate}, {@link #invalidate} and {@link #update} are thread-safe; the rest runs within the {@link Mailbox}
 * only.
 */
final class Changes {

    private static final Logger LOGGER = System.getLogger("io.socketless.reality.client");
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Context context;
    private final Topics topics;
    private final FailoverPolicy policy;
    private final SyncLane lane;
    private final Results results;
    private boolean closed;

    Changes(Context context, Topics topics, FailoverPolicy policy, SyncLane lane, Results results) {
        this.context = context;
        this.topics = topics;
        this.policy = policy;
        this.lane = lane;
        this.results = results;
    }

    /** Stops new changes and retries. */
    void close() {
        closed = true;
    }

    <R> CompletableFuture<R> mutate(Mutation<R> mutation) {
        CompletableFuture<R> result = results.begin();
        context.mailbox().execute(() -> begin(mutation, result));
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
        // The application limits the time of its action: an abandoned change can still take effect.
        Call.<Optional<R>>start(
                context, () -> mutation.action().get().thenApply(Optional::ofNullable), LONGEST, (value, failure) -> {
                    if (value != null) {
                        shown.forEach((topic, update) -> topic.log().confirm(update, topic.fetchesBegun()));
                        invalidateThen(mutation, value.orElse(null), result);
                    } else {
                        shown.forEach((topic, update) -> topic.log().revoke(update));
                        shown.keySet().forEach(Topic::tell);
                        results.finish(result, null, failure);
                        catchUp(mutation.keys());
                    }
                });
    }

    private <R> void invalidateThen(Mutation<R> mutation, @Nullable R value, CompletableFuture<R> result) {
        if (mutation.invalidated().isEmpty()) {
            results.finish(result, value, null);
            catchUp(mutation.keys());
            return;
        }
        write(transport -> transport.invalidate(request(mutation.invalidated())), (answer, failure) -> {
            if (failure != null) {
                LOGGER.log(
                        Level.WARNING, "Could not invalidate " + mutation.invalidated() + " after a mutation", failure);
                context.events().accept(new ClientEvent.InvalidationFailed(mutation.invalidated(), failure));
            }
            results.finish(result, value, null); // the action succeeded, and repeating it would apply it twice
            catchUp(mutation.keys());
        });
    }

    /** Fetches these keys once more, unless the sync leads to a fetch that begins after this call. */
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

    CompletableFuture<Map<String, Long>> invalidate(Set<String> keys) {
        CompletableFuture<Map<String, Long>> result = results.begin();
        if (keys.isEmpty()) {
            results.finish(result, Map.of(), null);
            return result;
        }
        context.mailbox()
                .execute(() -> write(
                        transport -> transport.invalidate(request(keys)),
                        (answer, failure) -> syncThen(
                                keys,
                                failure,
                                () -> results.finish(result, answer == null ? null : answer.versions(), failure))));
        return result;
    }

    CompletableFuture<KeyReport> update(String key, String hash) {
        CompletableFuture<KeyReport> result = results.begin();
        context.mailbox()
                .execute(() -> write(
                        transport -> transport
                                .update(new UpdateRequest(key, hash))
                                .thenApply(answer -> new KeyReport(
                                        answer.key(), answer.version(), answer.hash(), "", Optional.empty())),
                        (report, failure) ->
                                syncThen(Set.of(key), failure, () -> results.finish(result, report, failure))));
        return result;
    }

    /** Syncs watched keys after a successful write. */
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
                keys, Optional.empty(), OptionalLong.of(context.timer().now().toEpochMilli()));
    }

    /** Sends a write, which is idempotent, under the failover policy. Within the mailbox. */
    private <T> void write(
            Function<Transport, CompletableFuture<T>> request, BiConsumer<@Nullable T, @Nullable Throwable> then) {
        write(request, then, policy.limited());
    }

    private <T> void write(
            Function<Transport, CompletableFuture<T>> request,
            BiConsumer<@Nullable T, @Nullable Throwable> then,
            Attempts attempts) {
        Server server = attempts.next();
        Call.ofServer(
                context,
                server.transport,
                () -> request.apply(server.transport),
                context.settings().timeout(),
                (answer, failure) -> {
                    if (failure == null) {
                        policy.succeeded(server);
                        then.accept(answer, null);
                        return;
                    }
                    Attempts.Next next = attempts.failed(server, failure);
                    if (closed || next instanceof Attempts.Next.GiveUp) {
                        then.accept(null, failure);
                    } else if (next instanceof Attempts.Next.Pause pause) {
                        context.timer().after(pause.time(), () -> context.mailbox()
                                .execute(() -> write(request, then, attempts)));
                    } else {
                        write(request, then, attempts);
                    }
                });
    }
}
