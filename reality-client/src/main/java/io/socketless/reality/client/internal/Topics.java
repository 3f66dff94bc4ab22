package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.KeyReport;
import io.socketless.reality.protocol.ChangedKey;
import io.socketless.reality.protocol.SyncResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a client, and the versions that it knows of them.
 *
 * <p>Responses can arrive in a different order from the reads on the servers, and versions have no order: they are
 * compared for
 * inequality only. A changed key therefore counts only if the version in its request is still the known one. Otherwise
 * another
 * response was faster, and this one is dropped; a caller that needs certainty asks again.
 *
 * <p>Touched by tasks of the {@link Mailbox} only.
 */
final class Topics {

    /** Maximum number of versions kept for keys that are not watched. */
    private static final int REMEMBERED = 10_000;

    private final Context context;
    private final Map<String, Topic> topics = new LinkedHashMap<>();
    private final Map<String, Long> remembered = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    Topics(Context context, Map<String, Long> initial) {
        this.context = context;
        remembered.putAll(initial);
    }

    @Nullable
    Topic find(String key) {
        return topics.get(key);
    }

    Collection<Topic> all() {
        return new ArrayList<>(topics.values());
    }

    int size() {
        return topics.size();
    }

    /**
     * The topic of a key. If data is wanted, a remembered version does not count as seen: there is no data for it yet,
     * so the first
     * sync must report the key.
     */
    Topic open(String key, boolean wantsData) {
        return topics.computeIfAbsent(
                key, any -> new Topic(key, wantsData ? 0 : remembered.getOrDefault(key, 0L), context));
    }

    void close(Topic topic) {
        topics.remove(topic.key);
        if (topic.seen() != 0) {
            remembered.put(topic.key, topic.seen());
        }
    }

    /** The version that this client knows, 0 for none. */
    long version(String key) {
        Topic topic = topics.get(key);
        return topic != null ? topic.seen() : remembered.getOrDefault(key, 0L);
    }

    Map<String, Long> versions(Collection<String> keys) {
        Map<String, Long> versions = new LinkedHashMap<>();
        keys.forEach(key -> versions.put(key, version(key)));
        return versions;
    }

    List<String> followed() {
        return topics.values().stream()
                .filter(Topic::isFollowed)
                .map(topic -> topic.key)
                .toList();
    }

    /** Applies the response to a request that named the versions {@code sent}. */
    Outcome apply(Map<String, Long> sent, SyncResponse response) {
        Map<String, KeyReport> changed = new LinkedHashMap<>();
        Set<String> overtaken = new LinkedHashSet<>();
        for (Map.Entry<String, Long> entry : sent.entrySet()) {
            String key = entry.getKey();
            ChangedKey change = response.changed().get(key);
            if (response.denied().contains(key)) {
                deny(key);
            } else if (change == null || change.version() == entry.getValue()) { // the latter is no change at all
                answered(key);
            } else if (version(key) == entry.getValue()) {
                changed.put(key, reportOf(key, change));
                report(changed.get(key));
            } else if (version(key) == change.version()) {
                changed.put(key, reportOf(key, change));
            } else {
                overtaken.add(key);
                context.counters().overtaken.increment();
            }
        }
        return new Outcome(changed, overtaken, response.denied());
    }

    private void deny(String key) {
        Topic topic = topics.get(key);
        if (topic != null) {
            topic.deny();
        }
    }

    private void answered(String key) {
        Topic topic = topics.get(key);
        if (topic != null) {
            topic.answered();
        }
    }

    private static KeyReport reportOf(String key, ChangedKey changed) {
        return new KeyReport(key, changed.version(), changed.hash(), changed.source(), changed.payload());
    }

    private void report(KeyReport report) {
        context.counters().changes.increment();
        context.events().accept(new ClientEvent.KeyChanged(report));
        Topic topic = topics.get(report.key());
        if (topic != null) {
            topic.report(report);
        } else {
            remembered.put(report.key(), report.version());
        }
    }

    /**
     * The effect of a response.
     *
     * @param changed keys with a new version since the request was sent
     * @param overtaken keys for which another response can be newer
     * @param denied the keys that this client may not watch
     */
    record Outcome(Map<String, KeyReport> changed, Set<String> overtaken, Set<String> denied) {}
}
