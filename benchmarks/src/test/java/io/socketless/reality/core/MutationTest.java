package io.socketless.reality.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake of {@link InterleavingsTest} still fits the source it is made in; nothing is compiled. */
class MutationTest {

    @ParameterizedTest(name = "{1}")
    @MethodSource("io.socketless.reality.core.InterleavingsTest#scenarios")
    void every_mutation_still_applies_to_its_source(Class<?> scenario, String mistake, Mutation wrong) {
        assertThat(wrong.text()).isNotEmpty();
    }
}
