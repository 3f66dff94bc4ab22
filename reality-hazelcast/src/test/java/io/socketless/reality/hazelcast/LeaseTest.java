package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The lease with a clock and with members that the test controls. */
class LeaseTest {

    private static final Duration LENGTH = Duration.ofSeconds(2);
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final UUID SELF = UUID.randomUUID();

    private final Members members = new Members();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();
    private final UUID b = members.join(1);
    private final UUID c = members.join(2);
    private Duration time = Duration.ofHours(1);
    private Duration wall = Duration.ofHours(100);
    private Lease lease;

    @BeforeEach
    void begin() {
        lease = leaseWithQuorum(2);
    }

    @Test
    void it_is_held_once_all_members_have_answered() {
        lease.step();
        assertThat(lease.held()).isFalse();

        members.answer(b);
        run();
        assertThat(lease.held()).isFalse();

        members.answer(c);
        run();
        assertThat(lease.held()).isTrue();
    }

    @Test
    void it_lasts_from_the_start_of_the_oldest_probe() {
        lease.step();
        advance(Duration.ofMillis(200));
        members.answer(b);
        run();
        advance(Duration.ofMillis(300));
        members.answer(c);
        run();

        advance(Duration.ofMillis(1_499));
        assertThat(lease.held()).isTrue();
        advance(Duration.ofMillis(1));
        assertThat(lease.held()).isFalse();
    }

    @Test
    void a_silent_member_ends_it() {
        run(Duration.ofSeconds(10));
        assertThat(lease.held()).isTrue();

        members.silent.add(c);
        run(LENGTH);

        assertThat(lease.held()).isFalse();
    }

    @Test
    void a_member_that_left_need_not_answer() {
        run(Duration.ofSeconds(1));
        members.silent.add(c);
        run(LENGTH.multipliedBy(2));
        members.leave(c, false);

        run(PERIOD);

        assertThat(lease.held()).isTrue();
    }

    @Test
    void an_answer_from_another_member_does_not_count() {
        lease.step();
        members.answer(b);
        members.answer(c, false);
        run();

        assertThat(lease.held()).isFalse();
    }

    @Test
    void a_lost_probe_is_sent_again() {
        lease.step();
        members.open.clear();

        run(LENGTH.plus(PERIOD));

        assertThat(lease.held()).isTrue();
    }

    @Test
    void data_read_before_a_pause_is_not_answered_after_it() {
        run(Duration.ofSeconds(1));

        advance(Duration.ofSeconds(2));
        assertThat(lease.held()).isFalse();

        lease.step();
        assertThat(lease.held()).isFalse();
        members.answerAll();
        run();
        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("resumed");
    }

    @Test
    void an_answer_to_a_probe_sent_before_the_pause_does_not_count() {
        run(Duration.ofSeconds(1));
        lease.step();

        advance(Duration.ofSeconds(3));
        members.answerAll();
        run();

        assertThat(lease.held()).isFalse();
        lease.step();
        members.answerAll();
        run();
        assertThat(lease.held()).isTrue();
    }

    @Test
    void a_pause_that_stopped_the_monotonic_clock_is_detected_by_the_wall_clock() {
        run(Duration.ofSeconds(1));
        wall = wall.plusSeconds(60);

        lease.step();

        assertThat(lease.held()).isFalse();
    }

    @Test
    void without_a_quorum_a_silent_member_does_not_end_it() {
        lease = leaseWithQuorum(0);
        members.silent.addAll(List.of(b, c));

        run(Duration.ofSeconds(20));

        assertThat(lease.held()).isTrue();
    }

    @Test
    void without_a_quorum_a_paused_node_probes_all_members_too() {
        lease = leaseWithQuorum(0);
        run(Duration.ofSeconds(1));
        members.silent.addAll(List.of(b, c));
        advance(Duration.ofSeconds(8));

        run(Duration.ofSeconds(1));
        assertThat(lease.held()).isFalse();

        members.silent.clear();
        run(LENGTH.plus(PERIOD));
        assertThat(lease.held()).isTrue();
    }

    @Test
    void a_node_that_was_removed_while_paused_waits_until_it_rejoins() {
        lease = leaseWithQuorum(0);
        run(Duration.ofSeconds(1));
        advance(Duration.ofSeconds(15));
        members.leave(b, true);
        members.leave(c, true);

        run(Duration.ofSeconds(30));
        assertThat(lease.held()).isFalse();

        members.come(b, 1);
        members.come(c, 2);
        run(PERIOD);
        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("resumed");
    }

    @Test
    void every_floor_is_raised_if_the_others_join_the_paused_node() {
        lease = leaseWithQuorum(0);
        run(Duration.ofSeconds(1));
        advance(Duration.ofSeconds(15));
        members.leave(b, true);
        members.leave(c, true);
        run(Duration.ofSeconds(5));

        members.join(1);
        members.join(2);
        run(PERIOD);

        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("raiseAllFloors");
    }

    @Test
    void a_node_that_resumes_alone_raises_every_floor_and_continues() {
        lease = leaseWithQuorum(0);
        run(Duration.ofSeconds(1));
        advance(Duration.ofSeconds(15));
        members.leave(b, false);
        members.leave(c, false);

        run(PERIOD);

        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("raiseAllFloors");
    }

    @Test
    void a_node_waits_at_most_a_minute_to_rejoin() {
        lease = leaseWithQuorum(0);
        run(Duration.ofSeconds(1));
        advance(Duration.ofSeconds(15));
        members.leave(b, true);
        members.leave(c, true);

        run(Duration.ofSeconds(59));
        assertThat(lease.held()).isFalse();
        run(Duration.ofSeconds(2));

        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("raiseAllFloors");
    }

    @Test
    void after_a_pause_the_answer_of_the_remaining_member_is_sufficient_if_one_of_three_left() {
        lease = leaseWithQuorum(0);
        run(Duration.ofSeconds(1));
        advance(Duration.ofSeconds(3));
        members.leave(c, true);

        run(PERIOD);

        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("resumed");
    }

    @Test
    void with_a_quorum_no_write_is_confirmed_while_a_member_that_left_can_still_answer() {
        Duration most = LENGTH.plusMillis(Lease.MARGIN_MILLIS);
        assertThat(lease.nanosUntilConfirmable(members.members())).isEqualTo(most.toNanos());
        run(most);
        assertThat(lease.nanosUntilConfirmable(members.members())).isNotPositive();

        members.leave(c, false);
        assertThat(lease.nanosUntilConfirmable(members.members())).isEqualTo(most.toNanos());
        run(most.minusMillis(1));
        assertThat(lease.nanosUntilConfirmable(members.members())).isPositive();
        advance(Duration.ofMillis(1));
        assertThat(lease.nanosUntilConfirmable(members.members())).isNotPositive();
    }

    @Test
    void the_delay_starts_when_a_loss_is_seen_and_not_at_the_next_write() {
        run(Duration.ofSeconds(5));
        members.leave(c, false);

        run(Duration.ofSeconds(3));

        assertThat(lease.nanosUntilConfirmable(members.members())).isNotPositive();
    }

    @Test
    void a_member_that_joins_delays_no_write() {
        run(Duration.ofSeconds(5));

        members.join(3);

        assertThat(lease.nanosUntilConfirmable(members.members())).isNotPositive();
    }

    @Test
    void without_a_quorum_no_write_is_delayed() {
        lease = leaseWithQuorum(0);

        members.leave(c, false);

        assertThat(lease.nanosUntilConfirmable(members.members())).isZero();
    }

    private Lease leaseWithQuorum(int quorum) {
        Lease begun = new Lease(
                LENGTH,
                quorum,
                members,
                tasks::add,
                () -> time.toNanos(),
                () -> wall.toMillis(),
                () -> calls.add("resumed"),
                () -> calls.add("raiseAllFloors"));
        begun.begin();
        return begun;
    }

    private void advance(Duration duration) {
        time = time.plus(duration);
        wall = wall.plus(duration);
    }

    /** Lets time pass while the node takes its steps and the members that are not silent answer. */
    private void run(Duration duration) {
        for (Duration gone = Duration.ZERO; gone.compareTo(duration) < 0; gone = gone.plus(PERIOD)) {
            lease.step();
            members.answerAll();
            run();
            Duration left = duration.minus(gone);
            advance(left.compareTo(PERIOD) < 0 ? left : PERIOD);
        }
    }

    private void run() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    /** The other members. */
    private static final class Members implements Lease.MemberProbe {

        private final Map<UUID, Address> present = new HashMap<>();
        private final Map<UUID, CompletableFuture<Boolean>> open = new HashMap<>();
        private final Set<UUID> silent = new HashSet<>();
        private final Set<Address> reachable = new HashSet<>();

        UUID join(int port) {
            UUID member = UUID.randomUUID();
            come(member, port);
            return member;
        }

        void come(UUID member, int port) {
            try {
                present.put(member, new Address("127.0.0.1", port));
            } catch (UnknownHostException impossible) {
                throw new AssertionError(impossible);
            }
        }

        void leave(UUID member, boolean stillReachable) {
            Address address = present.remove(member);
            if (stillReachable) {
                reachable.add(address);
            }
        }

        void answer(UUID member) {
            answer(member, true);
        }

        void answer(UUID member, boolean itself) {
            open.remove(member).complete(itself);
        }

        void answerAll() {
            for (UUID member : Set.copyOf(open.keySet())) {
                if (!silent.contains(member)) {
                    answer(member);
                }
            }
        }

        @Override
        public Set<UUID> members() {
            Set<UUID> all = new HashSet<>(present.keySet());
            all.add(SELF);
            return all;
        }

        @Override
        public Map<UUID, Address> others() {
            return Map.copyOf(present);
        }

        @Override
        public CompletionStage<Boolean> probe(UUID member) {
            CompletableFuture<Boolean> probe = new CompletableFuture<>();
            open.put(member, probe);
            return probe;
        }

        @Override
        public boolean reachable(Address address) {
            return reachable.contains(address);
        }
    }
}
