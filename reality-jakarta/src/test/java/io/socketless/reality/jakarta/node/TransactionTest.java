package io.socketless.reality.jakarta.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.socketless.reality.Invalidation;
import io.socketless.reality.PublishedHereListener;
import io.socketless.reality.Reality;
import io.socketless.reality.jakarta.Application;
import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.jakarta.transaction.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Hashtable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Invalidations in the transactions of a container that has them. */
class TransactionTest {

    private Application application;

    @BeforeEach
    void start() {
        Names.transactions = new Transactions();
        System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Names.class.getName());
        Told.CALLS.clear();
        application = Application.start(Board.class, Told.class, Nested.class);
    }

    @AfterEach
    void stop() {
        application.close();
        System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    }

    private boolean exists(String key) {
        return application.get(Reality.class).state(key).exists();
    }

    @Test
    void an_event_takes_effect_after_the_commit() {
        Names.transactions.begin();
        application.event(Invalidation.class).fire(Invalidation.of("a"));
        assertThat(exists("a")).isFalse();

        Names.transactions.commit();

        assertThat(exists("a")).isTrue();
    }

    @Test
    void an_event_has_no_effect_after_a_rollback() {
        Names.transactions.begin();
        application.event(Invalidation.class).fire(Invalidation.of("a"));
        Names.transactions.rollback();

        assertThat(exists("a")).isFalse();
    }

    @Test
    void keys_of_a_method_take_effect_after_the_commit() {
        Names.transactions.begin();
        application.get(Board.class).post();
        assertThat(exists("board")).isFalse();

        Names.transactions.commit();

        assertThat(exists("board")).isTrue();
    }

    @Test
    void changed_keys_take_effect_after_the_commit() {
        Names.transactions.begin();
        application.get(Reality.class).changed("a");
        assertThat(exists("a")).isFalse();

        Names.transactions.commit();

        assertThat(exists("a")).isTrue();
    }

    @Test
    void changed_keys_have_no_effect_after_a_rollback() {
        Names.transactions.begin();
        application.get(Reality.class).changed("a");
        Names.transactions.rollback();

        assertThat(exists("a")).isFalse();
    }

    @Test
    void what_comes_in_all_ways_is_published_together() {
        Names.transactions.begin();
        application.event(Invalidation.class).fire(Invalidation.of("event"));
        application.get(Board.class).post();
        application.get(Reality.class).changed("changed");
        Names.transactions.commit();
        application.get(Reality.class).now().invalidate("later");

        await().until(() -> Told.CALLS.size() == 2);
        assertThat(Told.CALLS)
                .extracting(Invalidation::keys)
                .containsExactly(Set.of("event", "board", "changed"), Set.of("later"));
    }

    private Reality reality() {
        return application.get(Reality.class);
    }

    @Test
    void updates_and_deletions_take_effect_after_the_commit() {
        reality().now().invalidate("deleted");
        Names.transactions.begin();
        reality().update("updated", "h");
        reality().invalidate("one", "two");
        reality().invalidate(List.of("three"));
        reality().delete("deleted");
        assertThat(exists("updated")).isFalse();
        assertThat(exists("one")).isFalse();
        assertThat(exists("deleted")).isTrue();

        Names.transactions.commit();

        assertThat(reality().state("updated").hash()).isEqualTo("h");
        assertThat(exists("one") && exists("two") && exists("three")).isTrue();
        assertThat(exists("deleted")).isFalse();
    }

    @Test
    void updates_and_deletions_have_no_effect_after_a_rollback() {
        reality().now().invalidate("deleted");
        Names.transactions.begin();
        reality().update("updated", "h");
        reality().invalidate("one");
        reality().delete("deleted");

        Names.transactions.rollback();

        assertThat(exists("updated")).isFalse();
        assertThat(exists("one")).isFalse();
        assertThat(exists("deleted")).isTrue();
    }

    @Test
    void an_update_and_a_deletion_of_one_key_are_one_write_and_the_last_wins() {
        Names.transactions.begin();
        reality().update("a", "h");
        reality().delete("a");
        Names.transactions.commit();

        assertThat(exists("a")).isFalse();
        await().until(() -> !Told.CALLS.isEmpty());
        assertThat(Told.CALLS).containsExactly(Invalidation.delete("a").from("node-1"));
    }

    @Test
    void nested_calls_are_published_once_with_their_transaction() {
        Names.transactions.begin();
        application.get(Nested.class).outer();
        assertThat(exists("outer")).isFalse();
        assertThat(exists("board")).isFalse();

        Names.transactions.commit();

        await().until(() -> !Told.CALLS.isEmpty());
        assertThat(Told.CALLS).extracting(Invalidation::keys).containsExactly(Set.of("inner", "board", "outer"));
    }

    @Test
    void a_bad_key_fails_the_call_at_once_and_changes_nothing() {
        Names.transactions.begin();
        assertThatIllegalArgumentException().isThrownBy(() -> reality().invalidate("good", "~bad"));
        assertThatIllegalArgumentException().isThrownBy(() -> reality().update("good", ""));

        Names.transactions.commit();

        assertThat(exists("good")).isFalse();
    }

    @Test
    void what_must_not_wait_acts_at_once_in_a_transaction_too() {
        Names.transactions.begin();
        reality().now().invalidate("direct");

        assertThat(exists("direct")).isTrue();
    }

    @ApplicationScoped
    static class Nested {

        @Inject
        Reality reality;

        @Inject
        Board board;

        @Invalidates("outer")
        void outer() {
            reality.update("inner", "h");
            board.post();
        }
    }

    @ApplicationScoped
    static class Told implements PublishedHereListener {

        static final List<Invalidation> CALLS = new CopyOnWriteArrayList<>();

        @Override
        public void invalidated(Invalidation invalidation) {
            CALLS.add(invalidation);
        }
    }

    @ApplicationScoped
    static class Board {

        @Invalidates("board")
        void post() {}
    }

    /** The names of a container that has nothing but transactions. */
    public static final class Names implements InitialContextFactory {

        static volatile Transactions transactions;

        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) {
            try {
                return new InitialContext(true) {
                    @Override
                    public Object lookup(String name) throws NameNotFoundException {
                        if (name.equals("java:comp/TransactionSynchronizationRegistry")) {
                            return transactions;
                        }
                        throw new NameNotFoundException(name);
                    }
                };
            } catch (NamingException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }
}
