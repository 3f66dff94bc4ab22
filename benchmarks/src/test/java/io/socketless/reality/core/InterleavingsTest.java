package io.socketless.reality.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.jetbrains.lincheck.Lincheck;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario holds in all interleavings of its threads that Lincheck's model checker tries, and fails in a variant
 * of the core that has the mistake it is there for. Takes minutes, so it is run by {@code -Dinterleavings=1000}, which
 * says how many to try.
 */
@EnabledIfSystemProperty(named = "interleavings", matches = "\\d+")
class InterleavingsTest {
    private static final int INTERLEAVINGS = Integer.getInteger("interleavings", 0);

    static Stream<Arguments> scenarios() {
        return Stream.of(
                arguments(
                        WaitingScenarios.EnteringDuringAChange.class,
                        "reads before it registers",
                        Mutation.of(
                                "WaitingRoom",
                                "        for (String key : waiter.keys()) {\n            watchers.compute(",
                                "        var first = reader.apply(Set.of(waiter.keys()));\n"
                                        + "        for (String key : waiter.keys()) {\n            watchers.compute(",
                                "        reader.apply(Set.of(waiter.keys())).whenComplete((current, failure)",
                                "        first.whenComplete((current, failure)")),
                arguments(
                        WaitingScenarios.TwoChanges.class,
                        "collects hints before it lets others start a look",
                        Mutation.of(
                                "WaitingRoom",
                                "                recheckIsDue.set(false);"
                                        + " // first: a later notification then starts another recheck\n"
                                        + "                recheck(takeNotified());",
                                "                var keys = takeNotified(); recheckIsDue.set(false); recheck(keys);")),
                arguments(
                        WaitingScenarios.ThreeEnds.class,
                        "claims in two steps",
                        Mutation.of(
                                "Waiter",
                                "return claimed.compareAndSet(false, true);",
                                "boolean first = !claimed.get(); claimed.set(true); return first;")),
                arguments(
                        WaitingScenarios.LeavingDuringAChange.class,
                        "forgets the deadline of one who has been answered meanwhile",
                        Mutation.of(
                                "Waiter", "        if (isClaimed()) {\n            task.cancel();\n        }\n", "")),
                arguments(
                        WaitingScenarios.EnteringDuringADrain.class,
                        "collects who waits before it says that it drains",
                        Mutation.of(
                                "WaitingRoom",
                                "        draining = true; // before the waiters are collected: see enter()\n"
                                        + "        List<Waiter> all = watchersOf(watchers.keySet());",
                                "        List<Waiter> all = watchersOf(watchers.keySet()); draining = true;")),
                arguments(
                        WaitingScenarios.EnteringDuringAClose.class,
                        "closes after it has sent everybody home",
                        Mutation.of(
                                "WaitingRoom",
                                "        closed = true;\n        watchersOf(watchers.keySet()).forEach(this::dismiss);",
                                "        watchersOf(watchers.keySet()).forEach(this::dismiss);\n"
                                        + "        closed = true;")),
                arguments(
                        CombiningScenarios.ReadingAfterAChange.class,
                        "lets calls join one on its way",
                        Mutation.of(
                                "Combiner",
                                "            joined = gathering();",
                                "            joined = sent.isEmpty() ? gathering() : sent.get(0);")),
                arguments(
                        CombiningScenarios.ThreeReadersOfOneLane.class,
                        "frees a lane after it has looked whether somebody waits for it",
                        Mutation.of(
                                "Combiner",
                                "            if (next == null) {\n                busyLanes--;\n            } else {\n"
                                        + "                take(next);\n            }\n            return next;\n"
                                        + "        }\n",
                                "            if (next != null) {\n                take(next);\n"
                                        + "                return next;\n"
                                        + "            }\n        }\n        synchronized (lock) {\n"
                                        + "            busyLanes--;\n"
                                        + "            return null;\n        }\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void holds_in_every_interleaving(Class<? extends Runnable> scenario, String mistake, Mutation wrong)
            throws Exception {
        Lincheck.runConcurrentTest(
                INTERLEAVINGS, scenario.getDeclaredConstructor().newInstance());
    }

    @ParameterizedTest(name = "{0}, in a core that {1}")
    @MethodSource("scenarios")
    void fails_where_there_is_the_mistake(Class<? extends Runnable> scenario, String mistake, Mutation wrong) {
        Runnable spoilt = new Variant(wrong).with(scenario);
        assertThat(spoilt.getClass()).isNotSameAs(scenario);

        assertThatThrownBy(() -> Lincheck.runConcurrentTest(INTERLEAVINGS, spoilt))
                .isInstanceOf(LincheckAssertionError.class);
    }
}
