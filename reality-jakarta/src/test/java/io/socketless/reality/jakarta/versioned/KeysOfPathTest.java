package io.socketless.reality.jakarta.versioned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.socketless.reality.jakarta.Versioned;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.lang.reflect.Method;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysOfPathTest {

    private static KeysOfPath keys(Class<?> resource, String name) {
        try {
            Method method = resource.getMethod(name);
            return KeysOfPath.of(KeysOfPath.annotation(resource, method).orElseThrow(), resource, method);
        } catch (NoSuchMethodException wrong) {
            throw new IllegalArgumentException(wrong);
        }
    }

    @Test
    void names_in_braces_stand_for_parameters_of_the_class_and_of_the_method() {
        assertThat(keys(Rooms.class, "year")
                        .filled(new MultivaluedHashMap<>(Map.of("room", "blue", "year", "2026", "month", "11"))))
                .containsExactly("room:blue:2026-11", "}rooms");
    }

    @Test
    void a_value_is_put_in_as_it_is() {
        assertThat(keys(Rooms.class, "year")
                        .filled(new MultivaluedHashMap<>(Map.of("room", "{year}$1\\", "year", "1", "month", "2"))))
                .contains("room:{year}$1\\:1-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"misspelled", "open", "nested", "nameless", "none"})
    void what_is_wrong_is_named_with_its_method(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys(Rooms.class, method))
                .withMessageStartingWith("@Versioned")
                .withMessageContaining(Rooms.class.getName() + "." + method);
    }

    @Test
    void the_path_of_a_class_may_be_inherited() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> keys(Special.class, "misspelled"))
                .withMessageContaining("its path has no {rom}, only [room]");
    }

    @Test
    void the_path_to_a_sub_resource_is_not_known() {
        assertThat(keys(Sub.class, "read").templates()).containsExactly("room:{room}");
    }

    @Path("{ room : [a-z]{1,9} }")
    public static class Rooms {

        @GET
        @Path("{year: \\d{4}}/{month}")
        @Versioned({"room:{room}:{year}-{month}", "}rooms"})
        public void year() {}

        @GET
        @Versioned("room:{rom}")
        public void misspelled() {}

        @GET
        @Versioned("room:{room")
        public void open() {}

        @GET
        @Versioned("room:{a{room}}")
        public void nested() {}

        @GET
        @Versioned("room:{}")
        public void nameless() {}

        @GET
        @Versioned({})
        public void none() {}
    }

    public static class Special extends Rooms {}

    public static class Sub {

        @GET
        @Versioned("room:{room}")
        public void read() {}
    }
}
