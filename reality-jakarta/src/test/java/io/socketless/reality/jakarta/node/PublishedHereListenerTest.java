package io.socketless.reality.jakarta.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.socketless.reality.Invalidation;
import io.socketless.reality.PublishedHereListener;
import io.socketless.reality.Reality;
import io.socketless.reality.jakarta.Application;
import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.jakarta.Key;
import io.socketless.reality.jakarta.Logged;
import io.socketless.reality.jakarta.local.EmbeddedNode;
import io.socketless.reality.protocol.InvalidateRequest;
import io.socketless.reality.protocol.UpdateRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What listeners of the application are told. */
class PublishedHereListenerTest {

    private final Logged logged = new Logged();
    private Application application;

    @BeforeEach
    void start() {
        Heard.CALLS.clear();
        Failing.fails = false;
        Dependents.made = 0;
        application = Application.start(Board.class, Heard.class, Failing.class, Dependents.class, EmbeddedNode.class);
    }

    @AfterEach
    void stop() {
        application.close();
        logged.close();
    }

    private Invalidation next(int number) {
        await().until(() -> Heard.CALLS.size() >= number);
        return Heard.CALLS.get(number - 1);
    }

    @Test
    void every_way_to_change_a_key_is_told_with_its_source() {
        application.event(Invalidation.class).fire(Invalidation.of("event").from("billing"));
        application.get(Board.class).post("room");
        application.get(Reality.class).changed("changed");
        application.get(Reality.class).now().update("updated", "h");
        application.get(Reality.class).now().invalidate(List.of("one", "two"));
        application.get(Reality.class).now().delete("deleted");
        EmbeddedNode endpoints = application.get(EmbeddedNode.class);
        endpoints
                .invalidate(new InvalidateRequest(Set.of("posted"), Optional.of("elsewhere"), OptionalLong.empty()))
                .join();
        endpoints.update(new UpdateRequest("put", "h")).join();

        next(8);
        assertThat(Heard.CALLS)
                .containsExactly(
                        Invalidation.of("event").from("billing"),
                        Invalidation.of("board:room").from("node-1"),
                        Invalidation.of("changed").from("node-1"),
                        Invalidation.update("updated", "h").from("node-1"),
                        Invalidation.of("one", "two").from("node-1"),
                        Invalidation.delete("deleted").from("node-1"),
                        Invalidation.of("posted").from("elsewhere"),
                        Invalidation.update("put", "h").from("node-1"));
    }

    @Test
    void a_listener_that_fails_is_logged_and_disturbs_nothing() {
        Failing.fails = true;
        application.get(Reality.class).now().invalidate("a");
        application.get(Reality.class).now().invalidate("b");

        assertThat(next(2).keys()).containsExactly("b");
        assertThat(application.get(Reality.class).state("a").exists()).isTrue();
        assertThat(logged.messages())
                .filteredOn(message -> message.startsWith("REALITY-1013"))
                .hasSize(2)
                .first()
                .asString()
                .contains("a");
    }

    @Test
    void a_slow_listener_holds_up_nobody() {
        Heard.gate = new CountDownLatch(1);
        application.get(Reality.class).now().invalidate("a");
        application.get(Reality.class).now().invalidate("b");
        assertThat(application.get(Reality.class).state("b").exists()).isTrue();

        Heard.gate.countDown();

        assertThat(next(2).keys()).containsExactly("b");
    }

    @Test
    void a_dependent_listener_is_made_once() {
        application.get(Reality.class).now().invalidate("a");
        application.get(Reality.class).now().invalidate("b");
        next(2);

        assertThat(Dependents.made).isEqualTo(1);
    }

    @ApplicationScoped
    static class Board {

        @Invalidates("board:{room}")
        void post(@Key("room") String room) {}
    }

    @ApplicationScoped
    static class Heard implements PublishedHereListener {

        static final List<Invalidation> CALLS = new CopyOnWriteArrayList<>();
        static volatile CountDownLatch gate = new CountDownLatch(0);

        @Override
        public void invalidated(Invalidation invalidation) {
            try {
                gate.await();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
            CALLS.add(invalidation);
        }
    }

    @ApplicationScoped
    static class Failing implements PublishedHereListener {

        static volatile boolean fails;

        @Override
        public void invalidated(Invalidation invalidation) {
            if (fails) {
                throw new NoClassDefFoundError("of a listener");
            }
        }
    }

    @Dependent
    static class Dependents implements PublishedHereListener {

        static volatile int made;

        Dependents() {
            made++;
        }

        @Override
        public void invalidated(Invalidation invalidation) {
            // It only has to be there.
        }
    }
}
