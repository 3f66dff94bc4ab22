package io.socketless.reality.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.jpa.office.Seat;
import java.util.Set;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

class HibernateTest extends EntityContract {

    HibernateTest() {
        super("hibernate");
    }

    @Test
    void what_a_stateless_session_writes_changes_its_keys() {
        fired().clear();
        entities().unwrap(SessionFactory.class).inStatelessTransaction(session -> session.insert(new Seat("main", 1)));

        assertThat(fired()).containsExactly(Set.of("seat:main:1"));
    }

    @Test
    void an_update_without_the_old_values_may_have_changed_any_key() {
        try (Logged logged = new Logged()) {
            entities().unwrap(SessionFactory.class).inStatelessTransaction(session -> {
                Seat seat = new Seat("main", 1);
                session.insert(seat);
                session.update(seat);
            });

            assertThat(logged.messages()).anyMatch(message -> message.contains(Seat.class.getName()));
        }
    }
}
