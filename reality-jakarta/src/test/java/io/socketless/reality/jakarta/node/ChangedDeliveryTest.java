package io.socketless.reality.jakarta.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.Changed;
import io.socketless.reality.KeyState;
import io.socketless.reality.jakarta.Application;
import io.socketless.reality.jakarta.Logged;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChangedDeliveryTest {

    private static final int CAPACITY = 10_000;

    private final Logged logged = new Logged();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private Application application;
    private ChangedDelivery delivery;
    private boolean rejects;

    @BeforeEach
    void start() {
        Counter.seen = 0;
        application = Application.start(Counter.class);
        delivery = new ChangedDelivery(application.event(Changed.class), task -> {
            if (rejects) {
                throw new IllegalStateException("The application is disabled", new RejectedExecutionException());
            }
            tasks.add(task);
        });
    }

    @AfterEach
    void stop() {
        application.close();
        logged.close();
    }

    private void deliver(int count) {
        for (int i = 0; i < count; i++) {
            delivery.deliver(KeyState.absent("a", 1, "test"));
        }
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void events_that_come_while_a_task_is_on_its_way_share_it() {
        deliver(3);
        assertThat(tasks).hasSize(1);

        runAll();

        assertThat(Counter.seen).isEqualTo(3);
    }

    @Test
    void what_is_too_much_is_dropped_and_warned_of_once() {
        deliver(CAPACITY + 2);
        runAll();

        assertThat(Counter.seen).isEqualTo(CAPACITY);
        assertThat(logged.messages())
                .filteredOn(message -> message.startsWith("REALITY-1007"))
                .hasSize(1);
    }

    @Test
    void after_an_overflow_events_are_delivered_again() {
        deliver(CAPACITY + 1);
        runAll();
        deliver(1);
        runAll();

        assertThat(Counter.seen).isEqualTo(CAPACITY + 1);
    }

    @Test
    void an_event_that_no_thread_took_is_delivered_with_the_next() {
        rejects = true;
        deliver(1);
        rejects = false;
        deliver(1);
        runAll();

        assertThat(Counter.seen).isEqualTo(2);
    }

    @ApplicationScoped
    static class Counter {

        static int seen;

        void on(@Observes Changed event) {
            seen++;
        }
    }
}
