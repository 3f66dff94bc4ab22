package io.socketless.reality.client.internal;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.protocol.SyncResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * Decides which server gets a request, and what follows when the request fails. Syncs, held requests and writes share
 * this
 * policy; {@link Attempts} applies it to one request.
 *
 * <ul>
 *   <li><b>Final failures.</b> A status of 4xx other than 404, 408 and 429, so also 401 and 403, means that the request
 * is
 *       wrong. Another server would refuse it too. The failure does not count against the server.
 *   <li><b>Temporary failures.</b> All others count against the server: no connection, no response in time, a response
 * that
 *       violates the protocol, 5xx, 408, 429, and 404, the response of an undeployed or redeploying application. The
 * server is
 *       avoided, for longer with each failure in a row, and at least as long as its {@code Retry-After}.
 *   <li><b>Failover.</b> After a temporary failure, the request goes at once to another server that is not avoided and
 * that
 *       this round did not try yet. If there is none, the client pauses and then starts a new round over all servers.
 *   <li><b>Back-off.</b> The pause doubles with each failed round, and half of it is random. It is at least the
 *       {@code Retry-After} of the last server.
 *   <li><b>Limit.</b> A sync or a write fails after a final failure, or after as many pauses as the settings allow.
 * Following
 *       never ends: it also continues after a final failure, with a pause.
 * </ul>
 *
 * <p>No server is left alone for longer than an hour, whatever it asks for. Touched by tasks of the {@link Mailbox}
 * only.
 */
final class FailoverPolicy {

    private static final int ENDLESS = Integer.MAX_VALUE;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Context context;
    private final ServerPool pool;

    FailoverPolicy(Context context, ServerPool pool) {
        this.context = context;
        this.pool = pool;
    }

    /** Attempts that end after the configured number of pauses. */
    Attempts limited() {
        return new Attempts(context, pool, context.settings().retries());
    }

    /** Attempts that never end. */
    Attempts endless() {
        return new Attempts(context, pool, ENDLESS);
    }

    /** Records a proper response of a server. */
    void succeeded(Server server) {
        if (server.succeeded()) {
            context.events().accept(new ClientEvent.ServerHealthy(server.name()));
        }
    }

    static boolean isEndless(int maxPauses) {
        return maxPauses == ENDLESS;
    }

    /** Whether every server would fail this request. */
    static boolean isFinal(Throwable failure) {
        return failure instanceof RefusedException refusal && !refusal.isTemporary();
    }

    /** How long a server that failed asks to be left alone; zero if it does not. */
    static Duration retryAfter(Throwable failure) {
        return failure instanceof RefusedException refusal
                ? atMostAnHour(refusal.retryAfter().orElse(Duration.ZERO))
                : Duration.ZERO;
    }

    /** How long a server that answered asks to be left alone. */
    static Optional<Duration> retryAfter(SyncResponse answer) {
        return answer.retryMillis().isPresent()
                ? Optional.of(
                        atMostAnHour(Duration.ofMillis(answer.retryMillis().getAsLong())))
                : Optional.empty();
    }

    static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration atMostAnHour(Duration time) {
        return time.compareTo(HOUR) < 0 ? time : HOUR;
    }
}
