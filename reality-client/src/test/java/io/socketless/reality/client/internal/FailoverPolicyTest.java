package io.socketless.reality.client.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.client.ClientEvent;
import io.socketless.reality.client.RefusedException;
import io.socketless.reality.protocol.Mode;
import io.socketless.reality.protocol.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows a failure, for every kind of request. */
class FailoverPolicyTest {

    private static final int RETRIES = 2;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration AVOID_FOR = Duration.ofSeconds(5);
    private static final IOException BROKEN = new IOException("connection reset");

    private final ManualTimer timer = new ManualTimer();
    private final List<ClientEvent> events = new ArrayList<>();
    private final ScriptedServer.Store store = new ScriptedServer.Store();
    private final Server a = new Server(new ScriptedServer("a", store, timer), AVOID_FOR);
    private final Server b = new Server(new ScriptedServer("b", store, timer), AVOID_FOR);
    private final Counters counters = new Counters();
    private final FailoverPolicy policy = policy(a, b);

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 405, 409, 410, 413, 415, 422})
    void a_status_that_blames_the_request_is_final_and_does_not_count_against_the_server(int status) {
        assertThat(policy.limited().failed(a, refused(status))).isInstanceOf(Attempts.Next.GiveUp.class);
        assertThat(a.status(timer.nanoTime()).healthy()).isTrue();
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 404, 408, 429, 500, 502, 503, 504})
    void any_other_status_counts_against_the_server_and_the_next_one_is_tried(int status) {
        Attempts attempts = policy.limited();

        assertThat(attempts.failed(a, refused(status))).isInstanceOf(Attempts.Next.OtherServer.class);
        assertThat(attempts.next()).isSameAs(b);
        assertThat(a.isAvoided(timer.nanoTime())).isTrue();
        assertThat(events).singleElement().isInstanceOf(ClientEvent.ServerUnhealthy.class);
        assertThat(counters.failovers.sum()).isEqualTo(1);
    }

    @Test
    void a_request_without_a_response_counts_against_the_server() {
        assertThat(policy.limited().failed(a, BROKEN)).isInstanceOf(Attempts.Next.OtherServer.class);
        assertThat(policy.limited().failed(b, new TimeoutException())).isInstanceOf(Attempts.Next.Pause.class);
        assertThat(a.isAvoided(timer.nanoTime())).isTrue();
        assertThat(b.isAvoided(timer.nanoTime())).isTrue();
    }

    @Test
    void limited_attempts_end_after_the_configured_number_of_pauses() {
        Attempts attempts = policy.limited();
        List<Attempts.Next> all = failures(attempts, 4);

        assertThat(all.get(0)).isInstanceOf(Attempts.Next.OtherServer.class);
        assertThat(all.subList(1, 3)).allSatisfy(next -> assertThat(next).isInstanceOf(Attempts.Next.Pause.class));
        assertThat(all.get(3)).isInstanceOf(Attempts.Next.GiveUp.class);
    }

    @Test
    void endless_attempts_never_end_not_even_after_a_final_failure() {
        Attempts attempts = policy.endless();
        assertThat(failures(attempts, 100)).noneMatch(Attempts.Next.GiveUp.class::isInstance);
        assertThat(attempts.failed(a, refused(401))).isInstanceOf(Attempts.Next.Pause.class);
    }

    @Test
    void pauses_double_and_half_of_each_is_random() {
        FailoverPolicy single = policy(a);
        Attempts attempts = single.endless();

        for (int round = 0; round < 5; round++) {
            Duration full = FIRST_PAUSE.multipliedBy(1L << round);
            assertThat(pause(attempts.failed(a, BROKEN))).isBetween(full.dividedBy(2), full);
        }
        attempts.succeededInPart();
        assertThat(pause(attempts.failed(a, BROKEN))).isGreaterThan(FIRST_PAUSE);
        attempts.succeeded();
        assertThat(pause(attempts.failed(a, BROKEN))).isLessThanOrEqualTo(FIRST_PAUSE);
    }

    @Test
    void a_pause_is_at_least_the_retry_after_of_the_server_and_an_hour_at_most() {
        FailoverPolicy single = policy(a);
        Duration forever = Duration.ofSeconds(Long.MAX_VALUE);

        assertThat(pause(single.endless().failed(a, refused(503, Duration.ofSeconds(7)))))
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(pause(single.endless().failed(a, refused(503, forever)))).isEqualTo(Duration.ofHours(1));
        assertThat(a.status(timer.nanoTime()).avoidedFor()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void a_server_in_use_is_kept_until_it_fails() {
        Attempts attempts = policy.endless();
        assertThat(attempts.nextPreferring(Optional.of(b))).isSameAs(b);
        attempts.failed(b, BROKEN);
        assertThat(attempts.isRetry()).isTrue();
        assertThat(attempts.nextPreferring(Optional.of(b))).isSameAs(a);
    }

    @Test
    void a_server_that_is_back_is_reported_once() {
        policy.limited().failed(a, BROKEN);
        events.clear();
        policy.succeeded(a);
        policy.succeeded(a);

        assertThat(events).containsExactly(new ClientEvent.ServerHealthy("a"));
        assertThat(a.isAvoided(timer.nanoTime())).isFalse();
    }

    /** Fails every attempt on the server that the policy selects; passes each pause. */
    private List<Attempts.Next> failures(Attempts attempts, int count) {
        List<Attempts.Next> all = new ArrayList<>();
        while (all.size() < count) {
            Attempts.Next next = attempts.failed(attempts.next(), BROKEN);
            all.add(next);
            if (next instanceof Attempts.Next.Pause) {
                timer.pass(pause(next));
            }
        }
        return all;
    }

    private FailoverPolicy policy(Server... servers) {
        ClientSettings settings = new ClientSettings(
                Mode.NATIVE,
                true,
                UUID.randomUUID(),
                Duration.ofSeconds(10),
                RETRIES,
                new Backoff(FIRST_PAUSE, Duration.ofSeconds(30), new SplittableRandom(7)),
                AVOID_FOR,
                Duration.ofSeconds(25),
                Duration.ofSeconds(5));
        Context context = new Context(new Mailbox(), timer, Runnable::run, settings, counters, events::add);
        return new FailoverPolicy(context, new ServerPool(List.of(servers)));
    }

    private static Duration pause(Attempts.Next next) {
        return ((Attempts.Next.Pause) next).time();
    }

    private static RefusedException refused(int status) {
        return refused(status, Duration.ZERO);
    }

    private static RefusedException refused(int status, Duration after) {
        return new RefusedException("a", Problem.of(status, "no"), Optional.of(after));
    }
}
