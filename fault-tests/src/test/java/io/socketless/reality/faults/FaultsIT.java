package io.socketless.reality.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.socketless.reality.faults.Journal.Violation;
import io.socketless.reality.faults.Scenario.Trait;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every scenario shows no miss, and every control shows one. */
class FaultsIT {

    private static final Path DIRECTORY = Path.of(System.getProperty("faults.directory"));
    private static final Path SOURCES = Path.of(System.getProperty("faults.sources"));
    private static final boolean FULL = System.getProperty("faults.selection").equals("full");
    private static final List<String> ONLY = Arrays.stream(
                    System.getProperty("faults.only", "").split(","))
            .map(String::trim)
            .filter(name -> !name.isEmpty())
            .toList();
    private static final Report REPORT = new Report();

    @AfterAll
    static void report() throws Exception {
        REPORT.write(DIRECTORY.resolve("report.html"));
        System.out.println(REPORT.table());
    }

    @TestFactory
    Stream<DynamicTest> the_promise_holds() {
        return Scenarios.ALL.stream()
                .filter(scenario -> isSelected(scenario.name(), scenario.has(Trait.SHORT)))
                .map(scenario -> DynamicTest.dynamicTest(scenario.name(), () -> {
                    Optional<Journal> journal = run(scenario, scenario.name(), Set.of(), List.of());
                    REPORT.ran(scenario, journal);
                    assumeThat(journal).as(scenario.obstacle().orElse("")).isPresent();
                    assertThat(journal.orElseThrow().incidents()).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> a_mistake_is_found() {
        return Controls.ALL.stream()
                .filter(control -> isSelected(control.name(), control.isInShort()))
                .map(control -> DynamicTest.dynamicTest(control.name(), () -> {
                    Path classes = control.compile(SOURCES, DIRECTORY.resolve(control.name()));
                    Optional<Journal> journal =
                            run(control.scenario(), control.name(), control.found(), List.of(classes));
                    REPORT.hunted(control, journal);
                    assumeThat(journal)
                            .as(control.scenario().obstacle().orElse(""))
                            .isPresent();
                    assertThat(journal.orElseThrow().first(control.found()))
                            .as(control.mistake())
                            .isPresent();
                }));
    }

    private static boolean isSelected(String name, boolean inShort) {
        return ONLY.isEmpty() ? FULL || inShort : ONLY.contains(name);
    }

    /** Runs a scenario, unless this machine cannot; then the build machine fails, and others report it as not run. */
    private static Optional<Journal> run(Scenario scenario, String name, Set<Violation> hunted, List<Path> wrong)
            throws Exception {
        if (scenario.obstacle().isPresent()) {
            assertThat(System.getenv("CI")).as(scenario.obstacle().get()).isNotEqualTo("true");
            return Optional.empty();
        }
        List<Path> classes = new ArrayList<>(wrong);
        if (scenario.has(Trait.CLOCKS)) {
            classes.add(SettableClock.INSTRUMENT.compile(SOURCES, DIRECTORY.resolve(name + "-clock")));
        }
        try (Arena arena = new Arena(scenario, DIRECTORY.resolve(name), hunted, classes)) {
            return Optional.of(arena.run());
        } catch (Exception | AssertionError broken) {
            System.out.println(name + " broke: " + broken
                    + Optional.ofNullable(broken.getCause())
                            .map(cause -> ", " + cause)
                            .orElse(""));
            throw broken;
        }
    }
}
