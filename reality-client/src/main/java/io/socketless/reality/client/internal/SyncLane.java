package io.socketless.reality.client.internal;

import io.socketless.reality.client.KeyReport;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.protocol.Hint;
import io.socketless.reality.protocol.Limits;
import io.socketless.reality.protocol.SyncRequest;
import io.socketless.reality.protocol.SyncResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests that servers answer at once. One is under way at a time; what is asked for meanwhile gathers and is sent
 * together
 * when it is done, so nothing that is asked for is dropped, and everybody shares a request that begins after they
 * asked.
 *
 * <p>A request that fails is tried on the other servers at once, then after pauses, so often as the settings say; then
 * whoever
 * asked is told. A key whose answer was overtaken by another answer is asked for again.
 *
 * <p>Touched by tasks of the {@link Mailbox} only.
 */
final class SyncLane {

    /** Leaves room for the rest of the body below the limit of servers. */
    static final int MAX_KEY_BYTES = Limits.DEFAULT.maxBodyBytes() * 3 / 4;

    private static final int BYTES_BESIDE_KEY = 24;

    private final Context context;
    private final Topics topics;
    private final ServerPool pool;
    private final FailoverPolicy policy;
    private final Runnable whenIdle;
    private final Map<String, List<Demand>> gathered = new LinkedHashMap<>();
    private int maxKeys = Limits.DEFAULT.maxKeys();
    private @Nullable Flight flight;

    /** @param whenIdle is called whenever nothing is left to do */
    SyncLane(Context context, Topics topics, ServerPool pool, FailoverPolicy policy, Runnable whenIdle) {
        this.context = context;
        this.topics = topics;
        this.pool = pool;
        this.policy = policy;
        this.whenIdle = whenIdle;
    }

    boolean isBusy() {
        return flight != null;
    }

    /**
     * Asks for keys with a request that has not been sent yet.
     *
     * @param then is told, within the mailbox, what has changed, or null and why that is not known
     */
    void ask(Collection<String> keys, Hint hint, Consumer<Demand> then) {
        Demand demand = new Demand(new LinkedHashSet<>(keys), hint, then);
        if (demand.outstanding.isEmpty()) {
            then.accept(demand);
            return;
        }
        demand.outstanding.forEach(key -> gather(key, demand));
        pump();
    }

    void close(Throwable cause) {
        if (flight != null) {
            flight.end();
            fail(flight.demands(), cause);
            flight = null;
        }
        List<Demand> waiting = new ArrayList<>();
        gathered.values().forEach(waiting::addAll);
        gathered.clear();
        fail(waiting, cause);
    }

    private void gather(String key, Demand demand) {
        gathered.computeIfAbsent(key, any -> new ArrayList<>(1)).add(demand);
    }

    private void pump() {
        if (flight == null && !gathered.isEmpty()) {
            flight = new Flight(take());
            flight.send();
        }
    }

    /** As much of what has gathered as fits into one request. */
    private Map<String, List<Demand>> take() {
        Map<String, List<Demand>> taken = new LinkedHashMap<>();
        int bytes = 0;
        var entries = gathered.entrySet().iterator();
        while (entries.hasNext() && taken.size() < maxKeys) {
            Map.Entry<String, List<Demand>> next = entries.next();
            bytes += size(next.getKey());
            if (bytes > MAX_KEY_BYTES && !taken.isEmpty()) {
                break;
            }
            taken.put(next.getKey(), next.getValue());
            entries.remove();
        }
        return taken;
    }

    /** About how many bytes a key takes in a request. */
    static int size(String key) {
        return key.getBytes(StandardCharsets.UTF_8).length + BYTES_BESIDE_KEY;
    }

    private void done() {
        flight = null;
        pump();
        if (flight == null) {
            whenIdle.run();
        }
    }

    private void fail(Collection<Demand> demands, Throwable cause) {
        for (Demand demand : new LinkedHashSet<>(demands)) {
            demand.fail(cause);
        }
    }

    /** Somebody who asked. */
    static final class Demand {

        private final Set<String> outstanding;
        private final Hint hint;
        private final Consumer<Demand> then;
        final Map<String, KeyReport> changed = new LinkedHashMap<>();
        final Map<String, Long> versions = new LinkedHashMap<>();
        final Set<String> denied = new LinkedHashSet<>();

        @Nullable
        Throwable failure;

        private Demand(Set<String> outstanding, Hint hint, Consumer<Demand> then) {
            this.outstanding = outstanding;
            this.hint = hint;
            this.then = then;
        }

        private void answer(String key, Topics.Outcome outcome, long version) {
            KeyReport change = outcome.changed().get(key);
            if (change != null) {
                changed.put(key, change);
            }
            if (outcome.denied().contains(key)) {
                denied.add(key);
            } else {
                versions.put(key, version);
            }
            if (outstanding.remove(key) && outstanding.isEmpty() && failure == null) {
                then.accept(this);
            }
        }

        private void fail(Throwable cause) {
            if (failure == null && !outstanding.isEmpty()) {
                failure = cause;
                then.accept(this);
            }
        }
    }

    /** One request, as often as it has to be sent. */
    private final class Flight {

        private final Map<String, List<Demand>> asked;
        private final Attempts attempts = policy.limited();
        private @Nullable Call<SyncResponse> call;
        private Timer.@Nullable Task pause;

        private Flight(Map<String, List<Demand>> asked) {
            this.asked = asked;
        }

        private Collection<Demand> demands() {
            Set<Demand> all = new LinkedHashSet<>();
            asked.values().forEach(all::addAll);
            return all;
        }

        private void end() {
            if (call != null) {
                call.cancel();
            }
            if (pause != null) {
                pause.cancel();
            }
        }

        private void send() {
            Map<String, Long> known = topics.versions(asked.keySet());
            Exchange exchange = new Exchange(context, pool, policy, attempts.next(), known, false);
            call = exchange.send(
                    new SyncRequest(
                            known,
                            Optional.of(context.settings().clientId()),
                            context.settings().mode(),
                            hint(),
                            OptionalLong.of(context.timer().now().toEpochMilli()),
                            0),
                    context.settings().timeout(),
                    (answer, failure) -> {
                        call = null;
                        if (answer != null) {
                            answered(exchange, answer);
                        } else if (failure != null) {
                            failed(exchange, failure);
                        }
                    });
        }

        /** A change of our own must be seen; otherwise the reason of whoever came first. */
        private Hint hint() {
            Collection<Demand> demands = demands();
            return demands.stream().anyMatch(demand -> demand.hint == Hint.MUTATION)
                    ? Hint.MUTATION
                    : demands.iterator().next().hint;
        }

        private void answered(Exchange exchange, SyncResponse answer) {
            Topics.Outcome outcome = topics.apply(exchange.known(), answer);
            exchange.completed(outcome.changed().keySet());
            asked.forEach((key, demands) -> {
                if (outcome.overtaken().contains(key)) {
                    demands.forEach(demand -> gather(key, demand));
                } else {
                    long version = topics.version(key);
                    demands.forEach(demand -> demand.answer(key, outcome, version));
                }
            });
            done();
        }

        private void failed(Exchange exchange, Throwable failure) {
            if (failure instanceof RefusedException refusal && !refusal.isTemporary() && isMended(refusal)) {
                done();
                return;
            }
            Attempts.Next next = attempts.failed(exchange.server(), failure);
            if (next instanceof Attempts.Next.OtherServer) {
                send();
            } else if (next instanceof Attempts.Next.Pause due) {
                pause = context.timer()
                        .after(due.time(), () -> context.mailbox().execute(this::resume));
            } else {
                giveUp(failure);
            }
        }

        /** Those who wait in front of the request may as well come along. */
        private void resume() {
            if (flight == this) {
                pause = null;
                send();
            }
        }

        private void giveUp(Throwable failure) {
            asked.keySet().forEach(key -> {
                Topic topic = topics.find(key);
                if (topic != null) {
                    topic.unreachable(failure);
                }
            });
            fail(demands(), failure);
            done();
        }

        /** Takes a refusal that names keys, or says that there are too many, as an order to ask otherwise. */
        private boolean isMended(RefusedException refusal) {
            if (refusal.status() == 413 && asked.size() > 1) {
                maxKeys = Math.max(1, asked.size() / 2);
                asked.forEach((key, demands) -> demands.forEach(demand -> gather(key, demand)));
                return true;
            }
            Set<String> wrong = Exchange.refusedKeys(refusal, asked.keySet());
            if (wrong.isEmpty()) {
                return false;
            }
            for (String key : wrong) {
                Topic topic = topics.find(key);
                if (topic != null) {
                    topic.refuse(refusal);
                }
                fail(asked.getOrDefault(key, List.of()), refusal);
            }
            asked.forEach((key, demands) ->
                    demands.stream().filter(demand -> demand.failure == null).forEach(demand -> gather(key, demand)));
            return true;
        }
    }
}
