package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClosedException;
import io.socketless.reality.client.State;
import io.socketless.reality.protocol.Hint;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The open subscriptions. A new one syncs its key, and is then followed, polled, or neither. A key is followed while a
 * live
 * subscription of it exists. Denied keys are asked for again every minute.
 *
 * <p>Touched by tasks of the {@link Mailbox} only.
 */
final class Watches {

    private final Context context;
    private final Topics topics;
    private final SyncLane lane;
    private final Followers followers;
    private final Set<Observer<?>> observers = new LinkedHashSet<>();
    private Timer.@Nullable Task deniedRecheck;
    private boolean closed;

    Watches(Context context, Topics topics, ServerPool pool, FailoverPolicy policy) {
        this.context = context;
        this.topics = topics;
        lane = new SyncLane(context, topics, pool, policy, this::laneIsIdle);
        followers = new Followers(context, topics, pool, policy, lane);
    }

    SyncLane lane() {
        return lane;
    }

    int size() {
        return observers.size();
    }

    void open(String key, Observer<?> observer, Optional<Duration> interval) {
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
        observer.nextPoll = context.timer().after(pause, () -> context.mailbox().execute(() -> {
            if (!observer.closed) {
                lane.ask(Set.of(key), Hint.POLL, demand -> {});
                pollEvery(pause, key, observer);
            }
        }));
    }

    void close(String key, Observer<?> observer) {
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
            topic.close(new ClosedException());
            topics.close(topic);
        }
        if (!topic.isFollowed()) {
            followers.remove(key);
        }
    }

    void close(Throwable cause) {
        closed = true;
        followers.close();
        lane.close(cause);
        topics.all().forEach(topic -> topic.close(cause));
        observers.forEach(Watches::end);
        observers.clear();
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
        if (deniedRecheck == null && topics.all().stream().anyMatch(Topic::isDenied)) {
            deniedRecheck = context.timer()
                    .after(Topic.DENIED_AGAIN, () -> context.mailbox().execute(this::recheckDenied));
        }
    }

    private void recheckDenied() {
        deniedRecheck = null;
        List<String> denied = topics.all().stream()
                .filter(Topic::isDenied)
                .map(topic -> topic.key)
                .toList();
        lane.ask(denied, Hint.POLL, demand -> {});
    }
}
