package io.socketless.reality.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.Invalidation;
import io.socketless.reality.jpa.office.Alarm;
import io.socketless.reality.jpa.office.Label;
import io.socketless.reality.jpa.office.Message;
import io.socketless.reality.jpa.office.Place;
import io.socketless.reality.jpa.office.Room;
import io.socketless.reality.jpa.office.Seat;
import io.socketless.reality.jpa.office.Ticket;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import jakarta.persistence.RollbackException;
import jakarta.persistence.criteria.CriteriaUpdate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is published of entities, with every provider. */
abstract class EntityContract {

    private final String provider;
    private WeldContainer application;
    private EntityManagerFactory entities;
    private List<Set<String>> fired;

    EntityContract(String provider) {
        this.provider = provider;
    }

    @BeforeEach
    void start() {
        application = new Weld().disableDiscovery().addBeanClasses(Heard.class).initialize();
        fired = application.select(Heard.class).get().fired();
        entities = open(provider);
        changed(em -> {
            Label label = new Label("old");
            Room general = new Room("general");
            general.members.add("Ada");
            general.labels.add(label);
            em.persist(label);
            em.persist(general);
            em.persist(new Room("random"));
        });
    }

    @AfterEach
    void stop() {
        entities.close();
        application.shutdown();
    }

    EntityManagerFactory entities() {
        return entities;
    }

    List<Set<String>> fired() {
        return fired;
    }

    private static EntityManagerFactory open(String unit) {
        EntityManagerFactory opened = Persistence.createEntityManagerFactory(
                unit,
                Map.of(
                        "jakarta.persistence.jdbc.url",
                        "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                        "jakarta.persistence.schema-generation.database.action",
                        "drop-and-create"));
        opened.createEntityManager().close(); // EclipseLink opens with the first of them
        return opened;
    }

    /** The keys that are fired when this is committed. */
    private Set<String> changed(Consumer<EntityManager> work) {
        fired.clear();
        in(em -> {
            em.getTransaction().begin();
            work.accept(em);
            assertThat(fired).as("before the commit").isEmpty();
            em.getTransaction().commit();
            return null;
        });
        assertThat(fired).as("one event").hasSizeLessThanOrEqualTo(1);
        return fired.isEmpty() ? Set.of() : fired.get(0);
    }

    private <T> T in(Function<EntityManager, T> work) {
        EntityManager em = entities.createEntityManager();
        try {
            return work.apply(em);
        } finally {
            if (em.getTransaction().isActive()) {
                em.getTransaction().rollback();
            }
            em.close();
        }
    }

    private Room room(EntityManager em, String id) {
        return em.find(Room.class, id);
    }

    private long message(String room, Place place) {
        Message message = new Message(null, "Good morning");
        changed(em -> {
            message.room = room == null ? null : room(em, room);
            message.place = place;
            em.persist(message);
        });
        return message.id;
    }

    @Test
    void an_inserted_entity_changes_its_keys() {
        assertThat(changed(em -> em.persist(new Message(room(em, "general"), "Hi"))))
                .containsExactlyInAnyOrder("chat:room:general", "chat:all");
    }

    @Test
    void an_updated_entity_changes_its_keys() {
        long id = message("general", null);

        assertThat(changed(em -> em.find(Message.class, id).text = "Hello"))
                .containsExactlyInAnyOrder("chat:room:general", "chat:all");
    }

    @Test
    void a_removed_entity_changes_its_keys() {
        long id = message("general", new Place("Oslo"));

        assertThat(changed(em -> em.remove(em.find(Message.class, id))))
                .containsExactlyInAnyOrder("chat:room:general", "chat:town:Oslo", "chat:all");
    }

    @Test
    void what_is_only_read_changes_nothing() {
        long id = message("general", null);

        assertThat(changed(em -> em.find(Message.class, id))).isEmpty();
    }

    @Test
    void an_entity_that_moves_changes_where_it_was_and_where_it_is() {
        long id = message("general", null);

        assertThat(changed(em -> em.find(Message.class, id).room = room(em, "random")))
                .containsExactlyInAnyOrder("chat:room:general", "chat:room:random", "chat:all");
    }

    @Test
    void an_entity_that_moves_twice_changes_all_three_places() {
        long id = message("general", new Place("Oslo"));

        assertThat(changed(em -> {
                    Message message = em.find(Message.class, id);
                    message.place = new Place("Bergen");
                    em.flush();
                    message.place = new Place("Bodo");
                }))
                .containsExactlyInAnyOrder(
                        "chat:room:general", "chat:town:Oslo", "chat:town:Bergen", "chat:town:Bodo", "chat:all");
    }

    @Test
    void a_property_of_an_embeddable_that_changes_in_place_changes_both_keys() {
        long id = message(null, new Place("Oslo"));

        assertThat(changed(em -> em.find(Message.class, id).place.town = "Bergen"))
                .containsExactlyInAnyOrder("chat:town:Oslo", "chat:town:Bergen", "chat:all");
    }

    @Test
    void an_entity_that_moves_and_is_removed_changes_where_it_was() {
        long id = message("general", null);

        assertThat(changed(em -> {
                    Message message = em.find(Message.class, id);
                    message.room = room(em, "random");
                    em.remove(message);
                }))
                .contains("chat:room:general", "chat:all");
    }

    @Test
    void while_a_value_on_the_path_is_null_there_is_no_such_key() {
        long id = message(null, null);

        assertThat(changed(em -> em.find(Message.class, id).text = "Hello")).containsExactly("chat:all");
    }

    @Test
    void a_value_that_becomes_null_changes_the_key_that_was() {
        long id = message("general", null);

        assertThat(changed(em -> em.find(Message.class, id).room = null))
                .containsExactlyInAnyOrder("chat:room:general", "chat:all");
    }

    @Test
    void what_is_set_after_persist_counts() {
        assertThat(changed(em -> {
                    Message message = new Message(null, "Hi");
                    em.persist(message);
                    message.room = room(em, "general");
                }))
                .contains("chat:room:general");
    }

    @Test
    void a_merged_entity_changes_where_it_was_and_where_it_is() {
        long id = message("general", null);
        Message detached = in(em -> em.find(Message.class, id));

        assertThat(changed(em -> {
                    detached.room = room(em, "random");
                    em.merge(detached);
                }))
                .containsExactlyInAnyOrder("chat:room:general", "chat:room:random", "chat:all");
    }

    @Test
    void what_a_cascade_inserts_changes_its_keys() {
        assertThat(changed(em -> {
                    Room room = new Room("new");
                    room.messages.add(new Message(room, "First"));
                    em.persist(room);
                }))
                .containsExactlyInAnyOrder("rooms", "room:new", "chat:room:new", "chat:all");
    }

    @Test
    void what_a_cascade_removes_changes_its_keys() {
        changed(em -> {
            Room room = new Room("new");
            room.messages.add(new Message(room, "First"));
            em.persist(room);
        });

        assertThat(changed(em -> em.remove(room(em, "new"))))
                .containsExactlyInAnyOrder("rooms", "room:new", "chat:room:new", "chat:all");
    }

    @Test
    void an_orphan_that_is_removed_changes_its_keys() {
        changed(em -> {
            Room room = room(em, "random");
            room.messages.add(new Message(room, "First"));
        });

        assertThat(changed(em -> room(em, "random").messages.clear()))
                .containsExactlyInAnyOrder("chat:room:random", "chat:all");
    }

    @Test
    void values_of_a_collection_belong_to_its_owner() {
        assertThat(changed(em -> room(em, "general").members.add("Grace")))
                .containsExactlyInAnyOrder("rooms", "room:general");
        assertThat(changed(em -> room(em, "general").members.clear()))
                .containsExactlyInAnyOrder("rooms", "room:general");
    }

    @Test
    void links_in_a_join_table_belong_to_the_owner_of_the_collection() {
        assertThat(changed(em -> room(em, "random").labels.add(em.find(Label.class, "old"))))
                .containsExactlyInAnyOrder("rooms", "room:random");
        assertThat(changed(em -> room(em, "general").labels.clear()))
                .containsExactlyInAnyOrder("rooms", "room:general");
    }

    @Test
    void the_side_that_does_not_own_a_relation_changes_nothing_of_its_own() {
        assertThat(changed(em -> {
                    Room room = room(em, "general");
                    room.messages.add(new Message(room, "Hi"));
                }))
                .containsExactlyInAnyOrder("chat:room:general", "chat:all");
    }

    @Test
    void an_embedded_id_is_a_path() {
        assertThat(changed(em -> em.persist(new Seat("main", 7)))).containsExactly("seat:main:7");
        assertThat(changed(em -> em.find(Seat.class, new Seat.Id("main", 7)).guest = "Ada"))
                .containsExactly("seat:main:7");
    }

    @Test
    void parts_of_an_id_class_are_paths() {
        changed(em -> em.persist(new Seat("main", 7)));

        assertThat(changed(em -> em.persist(new Ticket("A", 1, em.getReference(Seat.class, new Seat.Id("main", 7))))))
                .containsExactlyInAnyOrder("ticket:A:1", "guest-of:main");
    }

    @Test
    void keys_of_the_classes_above_hold_for_those_below() {
        assertThat(changed(em -> em.persist(new Alarm())))
                .containsExactlyInAnyOrder("alarms:0", "notices", "tenant:acme");
    }

    @Test
    void an_entity_without_keys_changes_nothing() {
        assertThat(changed(em -> em.persist(new Label("new")))).isEmpty();
    }

    @Test
    void a_rollback_changes_nothing() {
        fired.clear();
        in(em -> {
            em.getTransaction().begin();
            em.persist(new Message(room(em, "general"), "Hi"));
            em.flush();
            em.getTransaction().rollback();
            return null;
        });

        assertThat(fired).isEmpty();
    }

    @Test
    void what_was_rolled_back_does_not_come_with_the_next_transaction() {
        fired.clear();
        in(em -> {
            em.getTransaction().begin();
            em.persist(new Message(room(em, "general"), "Hi"));
            em.flush();
            em.getTransaction().rollback();
            em.getTransaction().begin();
            em.persist(new Seat("main", 1));
            em.getTransaction().commit();
            return null;
        });

        assertThat(fired).containsExactly(Set.of("seat:main:1"));
    }

    @Test
    void two_transactions_of_one_entity_manager_are_two_events() {
        fired.clear();
        in(em -> {
            for (int number = 1; number <= 2; number++) {
                em.getTransaction().begin();
                em.persist(new Seat("main", number));
                em.getTransaction().commit();
            }
            return null;
        });

        assertThat(fired).containsExactly(Set.of("seat:main:1"), Set.of("seat:main:2"));
    }

    @Test
    void a_commit_that_fails_changes_nothing() {
        long id = message("general", null);
        fired.clear();
        in(em -> {
            em.getTransaction().begin();
            Message message = em.find(Message.class, id);
            message.text = "Mine";
            in(other -> {
                other.getTransaction().begin();
                other.createNativeQuery("update Message set version = version + 1 where id = " + id)
                        .executeUpdate();
                other.getTransaction().commit();
                return null;
            });
            fired.clear();
            assertThatThrownBy(em.getTransaction()::commit).isInstanceOf(RollbackException.class);
            return null;
        });

        assertThat(fired).isEmpty();
    }

    @Test
    void a_key_that_the_node_refuses_is_logged_and_disturbs_no_other() {
        fired.clear();
        try (Logged logged = new Logged()) {
            in(em -> {
                em.getTransaction().begin();
                em.persist(new Seat("refused", 1));
                em.persist(new Seat("main", 1));
                em.getTransaction().commit();
                return null;
            });

            assertThat(fired).containsExactly(Set.of("seat:main:1"));
            assertThat(logged.messages())
                    .singleElement()
                    .asString()
                    .startsWith("REALITY-1303")
                    .contains("This key is refused");
        }
    }

    @Test
    void a_statement_in_bulk_changes_the_keys_for_that() {
        message("general", null);

        assertThat(changed(em ->
                        em.createQuery("update Message m set m.text = 'Hello'").executeUpdate()))
                .containsExactlyInAnyOrder("chat:rooms", "chat:towns", "chat:all");
        assertThat(changed(em -> em.createQuery("delete from Message m").executeUpdate()))
                .containsExactlyInAnyOrder("chat:rooms", "chat:towns", "chat:all");
    }

    @Test
    void criteria_in_bulk_change_the_keys_for_that() {
        assertThat(changed(em -> {
                    CriteriaUpdate<Message> update = em.getCriteriaBuilder().createCriteriaUpdate(Message.class);
                    update.from(Message.class);
                    update.set("text", "Hello");
                    em.createQuery(update).executeUpdate();
                }))
                .containsExactlyInAnyOrder("chat:rooms", "chat:towns", "chat:all");
    }

    @Test
    void sql_changes_the_keys_of_the_tables_that_it_names() {
        assertThat(changed(em -> em.createNativeQuery("UPDATE \"MESSAGE\" SET text = 'Hello' where id = ?")
                        .setParameter(1, 1)
                        .executeUpdate()))
                .containsExactlyInAnyOrder("chat:rooms", "chat:towns", "chat:all");
        assertThat(changed(em -> em.createNativeQuery("delete from Room_Label").executeUpdate()))
                .containsExactly("rooms");
        assertThat(changed(em -> em.createNativeQuery("delete from Label where text = 'new'")
                        .executeUpdate()))
                .isEmpty();
    }

    @Test
    void a_statement_on_a_class_concerns_those_below() {
        assertThat(changed(
                        em -> em.createQuery("update Notice n set n.text = 'x'").executeUpdate()))
                .contains("notices");
        assertThat(changed(
                        em -> em.createQuery("update Alarm a set a.level = 2").executeUpdate()))
                .contains("notices");
    }

    @Test
    void it_is_logged_once_that_a_statement_may_have_changed_unknown_keys() {
        try (Logged logged = new Logged()) {
            for (int times = 0; times < 2; times++) {
                changed(em -> em.createQuery("update Room r set r.name = 'x'").executeUpdate());
            }

            assertThat(logged.messages())
                    .filteredOn(message -> message.startsWith("REALITY-1300"))
                    .singleElement()
                    .asString()
                    .contains(Room.class.getName(), "room:{id}");
        }
    }

    @Test
    void statements_and_entities_of_one_transaction_are_one_event() {
        assertThat(changed(em -> {
                    em.persist(new Seat("main", 1));
                    em.createQuery("update Room r set r.name = 'x'").executeUpdate();
                    em.persist(new Seat("main", 2));
                }))
                .containsExactlyInAnyOrder("seat:main:1", "seat:main:2", "rooms");
    }

    @Test
    void a_path_that_does_not_exist_stops_the_start() {
        assertThatThrownBy(() -> open(provider + "-misspelled"))
                .hasStackTraceContaining(
                        "@RealityKeys(\"mail:{adress}\") on io.socketless.reality.jpa.office.Misspelled:"
                                + " there is no property {adress}");
    }

    @ApplicationScoped
    static class Heard {

        private final List<Set<String>> fired = new ArrayList<>();

        void on(@Observes Invalidation invalidation) {
            if (invalidation.keys().contains("seat:refused:1")) {
                throw new IllegalArgumentException("This key is refused");
            }
            fired.add(invalidation.keys());
        }

        List<Set<String>> fired() {
            return fired;
        }
    }
}
