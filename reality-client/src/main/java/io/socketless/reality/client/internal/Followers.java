package io.socketless.reality.client.internal;

import io.socketless.reality.protocol.Limits;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys that are followed, shared out among as few {@link Follower}s as can name them all. Touched by tasks of the
 * {@link
 * Mailbox} only.
 */
final class Followers {

    private final Context context;
    private final Topics topics;
    private final ServerPool pool;
    private final FailoverPolicy policy;
    private final SyncLane lane;
    private final List<Follower> all = new ArrayList<>();
    private int maxKeys = Limits.DEFAULT.maxKeys();

    Followers(Context context, Topics topics, ServerPool pool, FailoverPolicy policy, SyncLane lane) {
        this.context = context;
        this.topics = topics;
        this.pool = pool;
        this.policy = policy;
        this.lane = lane;
    }

    void add(String key) {
        if (all.stream().noneMatch(follower -> follower.follows(key))) {
            all.stream()
                    .filter(follower -> follower.hasRoomFor(key, maxKeys, SyncLane.MAX_KEY_BYTES))
                    .findFirst()
                    .orElseGet(this::another)
                    .add(key);
        }
        wake();
    }

    private Follower another() {
        Follower follower = new Follower(context, topics, pool, policy, lane, this::shareOut);
        all.add(follower);
        return follower;
    }

    void remove(String key) {
        all.forEach(follower -> follower.remove(key));
        all.removeIf(follower -> {
            follower.wake();
            return follower.isEmpty();
        });
    }

    /** Servers take fewer keys in a request than the protocol's default, so more requests are needed. */
    private void shareOut(int fewer) {
        maxKeys = fewer;
        close();
        topics.followed().forEach(this::add);
    }

    void wake() {
        List.copyOf(all).forEach(Follower::wake);
    }

    void close() {
        all.forEach(Follower::close);
        all.clear();
    }
}
