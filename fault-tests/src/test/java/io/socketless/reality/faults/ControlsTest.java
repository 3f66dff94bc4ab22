package io.socketless.reality.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every deliberate mistake still fits the source it is made in; nothing is compiled. */
class ControlsTest {
    private static final Path SOURCES = Path.of(System.getProperty("faults.sources"));

    @TestFactory
    Stream<DynamicTest> every_mistake_still_applies_to_its_source() {
        return Stream.concat(Controls.ALL.stream(), Stream.of(SettableClock.INSTRUMENT))
                .map(variant -> DynamicTest.dynamicTest(variant.name(), () -> assertThat(variant.sources(SOURCES))
                        .isNotEmpty()));
    }
}
