package io.socketless.reality.client.internal;

import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.Prefetched;
import io.socketless.reality.protocol.Hint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Syncs that the application requests, with the fetches that follow. Thread-safe. */
final class Syncs {

    private final Mailbox mailbox;
    private final Topics topics;
    private final SyncLane lane;
    private final Results results;

    Syncs(Mailbox mailbox, Topics topics, SyncLane lane, Results results) {
        this.mailbox = mailbox;
        this.topics = topics;
        this.lane = lane;
        this.results = results;
    }

    CompletableFuture<Map<String, KeyReport>> sync(Set<String> keys) {
        CompletableFuture<Map<String, KeyReport>> result = results.begin();
        mailbox.execute(() -> sync(keys, (changed, failure) -> results.finish(result, changed, failure)));
        return result;
    }

    CompletableFuture<Map<String, KeyReport>> syncAll() {
        CompletableFuture<Map<String, KeyReport>> result = results.begin();
        mailbox.execute(() -> sync(
                topics.all().stream().map(topic -> topic.key).toList(),
                (changed, failure) -> results.finish(result, changed, failure)));
        return result;
    }

    CompletableFuture<Prefetched> prefetch(Set<String> keys) {
        CompletableFuture<Prefetched> result = results.begin();
        mailbox.execute(() -> lane.ask(keys, Hint.MOUNT, demand -> {
            Map<String, KeyReport> reports = new LinkedHashMap<>();
            demand.versions.forEach((key, version) -> reports.put(
                    key, demand.changed.getOrDefault(key, new KeyReport(key, version, "", "", Optional.empty()))));
            results.finish(result, new Prefetched(reports, demand.denied), demand.failure);
        }));
        return result;
    }

    /** Within the mailbox. */
    private void sync(Collection<String> keys, BiConsumer<@Nullable Map<String, KeyReport>, @Nullable Throwable> then) {
        lane.ask(keys, Hint.INTERACTION, demand -> {
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
}
