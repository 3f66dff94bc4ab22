package io.socketless.reality.jakarta.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.Reality;
import io.socketless.reality.jakarta.Application;
import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.jakarta.Key;
import io.socketless.reality.jakarta.Logged;
import io.socketless.reality.spi.RealityStore;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What stops a deployment, and what does not. */
class DeploymentTest {

    @Test
    void a_wrong_template_stops_the_deployment() {
        assertThat(Application.problem(Map.of(), Misspelled.class)).hasValueSatisfying(problem -> assertThat(problem)
                .hasMessageContaining("room:{rom}")
                .hasMessageContaining(Misspelled.class.getName() + ".post"));
    }

    @Test
    void an_annotation_without_keys_stops_the_deployment() {
        assertThat(Application.problem(Map.of(), Empty.class))
                .hasValueSatisfying(problem -> assertThat(problem).hasMessageContaining("names no key"));
    }

    @Test
    void a_template_of_the_class_that_an_inherited_method_cannot_fill_stops_the_deployment() {
        assertThat(Application.problem(Map.of(), InheritsTooMuch.class))
                .hasValueSatisfying(problem -> assertThat(problem).hasMessageContaining("Saving.save"));
    }

    @Test
    void a_template_of_the_class_need_not_fit_methods_that_are_not_intercepted() {
        assertThat(Application.problem(Map.of(), Careful.class)).isEmpty();
    }

    @Test
    void a_wrong_setting_stops_the_deployment() {
        assertThat(Application.problem(Map.of("reality.wait.max", "25")))
                .hasValueSatisfying(problem ->
                        assertThat(problem).hasMessageContaining("reality.wait.max = '25': expected a duration"));
    }

    @Test
    void two_stores_of_the_application_stop_the_deployment() {
        assertThat(Application.problem(Map.of(), TwoStores.class))
                .hasValueSatisfying(problem -> assertThat(problem).hasMessageContaining("RealityStore"));
    }

    @Test
    void a_store_of_the_application_is_used() {
        try (Application application = Application.start(OneStore.class)) {
            application.get(Reality.class).now().invalidate("a");

            assertThat(OneStore.STORE.read(Set.of("a")).get("a").exists()).isTrue();
        }
        assertThat(OneStore.STORE.closed).isTrue();
    }

    @Test
    void an_application_without_a_store_does_not_start() {
        assertThat(Application.problem(Map.of("reality.store", "auto")))
                .hasValueSatisfying(problem -> assertThat(problem).hasMessageContaining("reality.store=memory"));
    }

    @Test
    void an_entity_as_part_of_a_key_stops_the_deployment() {
        assertThat(Application.problem(Map.of(), KeyOfEntity.class)).hasValueSatisfying(problem -> assertThat(problem)
                .hasMessageContaining("{room} is a " + Room.class.getName())
                .hasMessageContaining("single value"));
    }

    @Test
    void memory_is_used_if_the_settings_say_so() {
        try (Application application = Application.start(Map.of("reality.store", "memory"), TwoStores.class)) {
            assertThat(application.get(Reality.class).now().invalidate("a").exists())
                    .isTrue();
        }
    }

    @Test
    void a_misspelled_property_is_warned_of_without_its_value() {
        try (Logged logged = new Logged();
                Application application =
                        Application.start(Map.of("reality.write.secrt", "correct horse", "reality.client.x", "y"))) {
            assertThat(logged.messages())
                    .filteredOn(message -> message.startsWith("REALITY-1004"))
                    .hasSize(1)
                    .allMatch(message -> message.contains("reality.write.secrt"));
            assertThat(logged.messages()).noneMatch(message -> message.contains("correct horse"));
        }
    }

    @ApplicationScoped
    static class Misspelled {

        @Invalidates("room:{rom}")
        void post(@Key("room") String room) {}
    }

    record Room(String name) {}

    @ApplicationScoped
    static class KeyOfEntity {

        @Invalidates("room:{room}")
        void post(@Key("room") Room room) {}
    }

    @ApplicationScoped
    @Invalidates({})
    static class Empty {

        void post() {}
    }

    @ApplicationScoped
    @Invalidates("room:{room}")
    static class InheritsTooMuch extends InvalidatesTest.Saving {

        void post(@Key("room") String room) {}
    }

    @ApplicationScoped
    @Invalidates("room:{room}")
    static class Careful {

        void post(@Key("room") String room) {
            log(tidied(room));
        }

        @PostConstruct
        void prepare() {}

        private void log(String room) {}

        static String tidied(String room) {
            return room;
        }
    }

    static class OneStore {

        static final FragileStore STORE = new FragileStore();

        @Produces
        RealityStore store() {
            return STORE;
        }
    }

    static class TwoStores {

        @Produces
        RealityStore one() {
            return new FragileStore();
        }

        @Produces
        RealityStore other() {
            return new FragileStore();
        }
    }
}
