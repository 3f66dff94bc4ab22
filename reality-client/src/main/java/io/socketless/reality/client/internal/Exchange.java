package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One sync with one server, and what it tells of that server.
 *
 * @param known what the request says that this client holds
 * @param held whether the server may hold it
 */
record Exchange(
        Context context,
        ServerPool pool,
        FailoverPolicy policy,
        Server server,
        Map<String, Long> known,
        boolean held,
        long sentAt) {

    Exchange(
            Context context,
            ServerPool pool,
            FailoverPolicy policy,
            Server server,
            Map<String, Long> known,
            boolean held) {
        this(context, pool, policy, server, known, held, context.timer().nanoTime());
    }

    Call<SyncResponse> send(
            SyncRequest request, Duration atMost, BiConsumer<@Nullable SyncResponse, @Nullable Throwable> then) {
        context.counters().requests.increment();
        context.events().accept(new ClientEvent.SyncStarted(server.name(), known.keySet(), held));
        return Call.ofServer(
                context, server.transport, () -> server.transport.sync(request), atMost, (answer, failure) -> {
                    if (answer != null) {
                        heard(answer);
                    } else if (failure != null) {
                        failed(failure);
                    }
                    then.accept(answer, failure);
                });
    }

    Duration took() {
        return Duration.ofNanos(context.timer().nanoTime() - sentAt);
    }

    void completed(Set<String> changed) {
        context.events().accept(new ClientEvent.SyncCompleted(server.name(), changed, took()));
    }

    private void heard(SyncResponse answer) {
        policy.succeeded(server);
        if (!held) {
            server.took(took().toNanos());
        }
        pool.heard(server, answer.mesh().serverVersion(), context.timer().nanoTime());
        if (!answer.mesh().peers().equals(server.mesh)) {
            server.mesh = answer.mesh().peers();
            context.events().accept(new ClientEvent.MeshUpdated(server.name(), answer.mesh()));
        }
        FailoverPolicy.retryAfter(answer)
                .ifPresent(time -> server.avoid( // it is about to stop
                        context.timer().nanoTime(),
                        FailoverPolicy.longer(time, context.settings().avoidFor())));
    }

    private void failed(Throwable failure) {
        context.counters().failedRequests.increment();
        context.events().accept(new ClientEvent.SyncFailed(server.name(), known.keySet(), failure));
    }

    /** The keys that a refusal points at. */
    static Set<String> refusedKeys(RefusedException refusal, Set<String> sent) {
        Set<String> refused = new LinkedHashSet<>();
        refusal.problem().errors().forEach(fault -> {
            if (fault.pointer().startsWith("/known/")) {
                refused.add(fault.pointer()
                        .substring("/known/".length())
                        .replace("~1", "/")
                        .replace("~0", "~"));
            }
        });
        refused.retainAll(sent);
        return refused;
    }
}
