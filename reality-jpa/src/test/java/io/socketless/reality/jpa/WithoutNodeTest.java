package io.socketless.reality.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class WithoutNodeTest {

    @Test
    void it_is_logged_once_that_nobody_publishes() {
        try (Logged logged = new Logged()) {
            InvalidationEvent.fire(Set.of("a"));
            InvalidationEvent.fire(Set.of("b"));

            assertThat(logged.messages())
                    .singleElement()
                    .asString()
                    .startsWith("REALITY-1301")
                    .contains("a");
        }
    }
}
