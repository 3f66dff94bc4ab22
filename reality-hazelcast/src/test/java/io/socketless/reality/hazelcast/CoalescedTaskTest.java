package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Requests before, during and after a run. */
class CoalescedTaskTest {

    private final Queue<Calls.Task> started = new ArrayDeque<>();
    private final AtomicInteger runs = new AtomicInteger();
    private final CoalescedTask task = new CoalescedTask(started::add, begun -> {
        begun.run();
        runs.incrementAndGet();
    });

    @Test
    void requests_before_a_run_begins_share_it() throws Exception {
        task.request();
        task.request();
        assertThat(started).hasSize(1);

        started.remove().run();

        assertThat(runs).hasValue(1);
    }

    @Test
    void a_request_after_a_run_has_begun_starts_another_one() throws Exception {
        AtomicInteger begins = new AtomicInteger();
        Queue<Calls.Task> tasks = new ArrayDeque<>();
        CoalescedTask[] self = new CoalescedTask[1];
        self[0] = new CoalescedTask(tasks::add, begun -> {
            begun.run();
            if (begins.incrementAndGet() == 1) {
                self[0].request();
            }
        });
        self[0].request();

        tasks.remove().run();

        assertThat(tasks).hasSize(1);
    }

    @Test
    void a_request_that_is_rejected_does_not_block_later_ones() {
        AtomicInteger attempts = new AtomicInteger();
        CoalescedTask rejected = new CoalescedTask(
                any -> {
                    attempts.incrementAndGet();
                    throw new RejectedExecutionException();
                },
                begun -> begun.run());

        rejected.request();
        rejected.request();

        assertThat(attempts).hasValue(2);
    }
}
