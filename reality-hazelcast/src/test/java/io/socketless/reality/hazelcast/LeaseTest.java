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

/** The lease by a clock that the test owns, among members that answer when the test says so. */
class LeaseTest {

    private static final Duration LENGTH = Duration.ofSeconds(2);
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final UUID SELF = UUID.randomUUID();

    private final Circle circle = new Circle();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();
    private final UUID b = circle.join(1);
    private final UUID c = circle.join(2);
    private Duration time = Duration.ofHours(1);
    private Duration wall = Duration.ofHours(100);
    private Lease lease;

    @BeforeEach
    void begin() {
        lease = leaseWithQuorum(2);
    }

    @Test
    void it_is_not_held_before_all_have_answered() {
        lease.step();
        assertThat(lease.held()).isFalse();

        circle.answer(b);
        run();
        assertThat(lease.held()).isFalse();

        circle.answer(c);
        run();
        assertThat(lease.held()).isTrue();
    }

    @Test
    void it_counts_from_the_beginning_of_the_oldest_round_trip() {
        lease.step();
        pass(Duration.ofMillis(200));
        circle.answer(b);
        run();
        pass(Duration.ofMillis(300));
        circle.answer(c);
        run();

        pass(Duration.ofMillis(1_499));
        assertThat(lease.held()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(lease.held()).isFalse();
    }

    @Test
    void one_member_that_is_silent_ends_it() {
        live(Duration.ofSeconds(10));
        assertThat(lease.held()).isTrue();

        circle.silent.add(c);
        live(LENGTH);

        assertThat(lease.held()).isFalse();
    }

    @Test
    void a_member_that_left_is_not_waited_for() {
        live(Duration.ofSeconds(1));
        circle.silent.add(c);
        live(LENGTH.multipliedBy(2));
        circle.leave(c, false);

        live(PERIOD);

        assertThat(lease.held()).isTrue();
    }

    @Test
    void an_answer_by_another_than_the_one_asked_proves_nothing() {
        lease.step();
        circle.answer(b);
        circle.answer(c, false);
        run();

        assertThat(lease.held()).isFalse();
    }

    @Test
    void a_question_that_got_lost_is_asked_again() {
        lease.step();
        circle.open.clear();

        live(LENGTH.plus(PERIOD));

        assertThat(lease.held()).isTrue();
    }

    @Test
    void what_was_read_before_a_pause_is_not_answered_after_it() {
        live(Duration.ofSeconds(1));

        pass(Duration.ofSeconds(2));
        assertThat(lease.held()).isFalse();

        lease.step();
        assertThat(lease.held()).isFalse();
        circle.answerAll();
        run();
        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("resumed");
    }

    @Test
    void an_answer_to_a_question_from_before_the_pause_is_no_proof() {
        live(Duration.ofSeconds(1));
        lease.step();

        pass(Duration.ofSeconds(3));
        circle.answerAll();
        run();

        assertThat(lease.held()).isFalse();
        lease.step();
        circle.answerAll();
        run();
        assertThat(lease.held()).isTrue();
    }

    @Test
    void a_pause_that_stopped_the_monotonic_clock_shows_in_the_other() {
        live(Duration.ofSeconds(1));
        wall = wall.plusSeconds(60);

        lease.step();

        assertThat(lease.held()).isFalse();
    }

    @Test
    void without_a_quorum_a_silent_member_keeps_nobody_from_answering() {
        lease = leaseWithQuorum(0);
        circle.silent.addAll(List.of(b, c));

        live(Duration.ofSeconds(20));

        assertThat(lease.held()).isTrue();
    }

    @Test
    void without_a_quorum_a_node_that_was_away_asks_too() {
        lease = leaseWithQuorum(0);
        live(Duration.ofSeconds(1));
        circle.silent.addAll(List.of(b, c));
        pass(Duration.ofSeconds(8));

        live(Duration.ofSeconds(1));
        assertThat(lease.held()).isFalse();

        circle.silent.clear();
        live(LENGTH.plus(PERIOD));
        assertThat(lease.held()).isTrue();
    }

    @Test
    void a_node_that_the_others_went_on_without_waits_until_it_is_one_of_them_again() {
        lease = leaseWithQuorum(0);
        live(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(15));
        circle.leave(b, true);
        circle.leave(c, true);

        live(Duration.ofSeconds(30));
        assertThat(lease.held()).isFalse();

        circle.come(b, 1);
        circle.come(c, 2);
        live(PERIOD);
        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("resumed");
    }

    @Test
    void where_the_others_joined_this_node_instead_every_floor_is_raised() {
        lease = leaseWithQuorum(0);
        live(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(15));
        circle.leave(b, true);
        circle.leave(c, true);
        live(Duration.ofSeconds(5));

        circle.join(1);
        circle.join(2);
        live(PERIOD);

        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("raiseAllFloors");
    }

    @Test
    void a_node_whose_others_are_dead_when_it_wakes_raises_every_floor_and_goes_on() {
        lease = leaseWithQuorum(0);
        live(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(15));
        circle.leave(b, false);
        circle.leave(c, false);

        live(PERIOD);

        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("raiseAllFloors");
    }

    @Test
    void a_node_waits_to_be_taken_in_again_for_a_minute_and_not_longer() {
        lease = leaseWithQuorum(0);
        live(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(15));
        circle.leave(b, true);
        circle.leave(c, true);

        live(Duration.ofSeconds(59));
        assertThat(lease.held()).isFalse();
        live(Duration.ofSeconds(2));

        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("raiseAllFloors");
    }

    @Test
    void a_pause_while_one_of_three_left_is_over_when_the_other_has_answered() {
        lease = leaseWithQuorum(0);
        live(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(3));
        circle.leave(c, true);

        live(PERIOD);

        assertThat(lease.held()).isTrue();
        assertThat(calls).containsExactly("resumed");
    }

    @Test
    void with_a_quorum_no_write_is_confirmed_while_one_who_left_may_still_answer() {
        Duration most = LENGTH.plusMillis(Lease.MARGIN_MILLIS);
        assertThat(lease.nanosUntilConfirmable(circle.members())).isEqualTo(most.toNanos());
        live(most);
        assertThat(lease.nanosUntilConfirmable(circle.members())).isNotPositive();

        circle.leave(c, false);
        assertThat(lease.nanosUntilConfirmable(circle.members())).isEqualTo(most.toNanos());
        live(most.minusMillis(1));
        assertThat(lease.nanosUntilConfirmable(circle.members())).isPositive();
        pass(Duration.ofMillis(1));
        assertThat(lease.nanosUntilConfirmable(circle.members())).isNotPositive();
    }

    @Test
    void a_loss_counts_from_when_it_was_seen_and_not_from_the_next_write() {
        live(Duration.ofSeconds(5));
        circle.leave(c, false);

        live(Duration.ofSeconds(3));

        assertThat(lease.nanosUntilConfirmable(circle.members())).isNotPositive();
    }

    @Test
    void a_member_that_joins_holds_up_no_write() {
        live(Duration.ofSeconds(5));

        circle.join(3);

        assertThat(lease.nanosUntilConfirmable(circle.members())).isNotPositive();
    }

    @Test
    void without_a_quorum_nothing_holds_up_a_write() {
        lease = leaseWithQuorum(0);

        circle.leave(c, false);

        assertThat(lease.nanosUntilConfirmable(circle.members())).isZero();
    }

    private Lease leaseWithQuorum(int quorum) {
        Lease begun = new Lease(
                LENGTH,
                quorum,
                circle,
                tasks::add,
                () -> time.toNanos(),
                () -> wall.toMillis(),
                () -> calls.add("resumed"),
                () -> calls.add("raiseAllFloors"));
        begun.begin();
        return begun;
    }

    private void pass(Duration duration) {
        time = time.plus(duration);
        wall = wall.plus(duration);
    }

    /** Lets time pass in which the node takes its steps and whoever is not silent answers. */
    private void live(Duration duration) {
        for (Duration gone = Duration.ZERO; gone.compareTo(duration) < 0; gone = gone.plus(PERIOD)) {
            lease.step();
            circle.answerAll();
            run();
            Duration left = duration.minus(gone);
            pass(left.compareTo(PERIOD) < 0 ? left : PERIOD);
        }
    }

    private void run() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    /** The other members. */
    private static final class Circle implements Lease.MemberProbe {

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
            CompletableFuture<Boolean> question = new CompletableFuture<>();
            open.put(member, question);
            return question;
        }

        @Override
        public boolean reachable(Address address) {
            return reachable.contains(address);
        }
    }
}
