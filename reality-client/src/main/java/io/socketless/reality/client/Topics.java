package io.socketless.reality.client;

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
 * <p>Answers may come in another order than that in which the servers read the versions, and versions cannot be put in order,
 * as they are compared for inequality only. So a changed key of an answer counts only if the version that its request named
 * is still the one that is known. If not, another answer was quicker: this one is dropped, and who needs certainty asks again.
 *
 * <p>Touched by tasks of the {@link Mailbox} only.
 */
final class Topics {

    /** Versions of keys that nobody watches, for whoever asks for changes now and then. */
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
     * The topic of a key. A version that is only remembered is not taken over as seen if data is wanted: there is none yet
     * that it could stand for, and the first sync must report the key.
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

    /** Takes over what a server says in answer to {@code sent}. */
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
                changed.put(key, KeyReport.of(key, change));
                report(changed.get(key));
            } else if (version(key) == change.version()) {
                changed.put(key, KeyReport.of(key, change));
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

    private void report(KeyReport node) {
        context.counters().changes.increment();
        context.events().accept(new ClientEvent.NodeUpdated(node));
        Topic topic = topics.get(node.key());
        if (topic != null) {
            topic.report(node);
        } else {
            remembered.put(node.key(), node.version());
        }
    }

    /**
     * What came of an answer.
     *
     * @param changed what is new since the request was sent
     * @param overtaken the keys of which it is not known whether this answer or another is newer
     * @param denied the keys that this client may not watch
     */
    record Outcome(Map<String, KeyReport> changed, Set<String> overtaken, Set<String> denied) {}
}
