package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Violation;
import java.util.List;

/** Mistakes that the checker has to find. Each lives here alone, and is made in a copy of the real source. */
final class Controls {

    private static final String CORE = "reality-core/src/main/java/io/socketless/reality/core/";
    private static final String JAKARTA = "reality-jakarta/src/main/java/io/socketless/reality/jakarta/";
    private static final String SPI = "reality-api/src/main/java/io/socketless/reality/spi/";
    private static final String HAZELCAST = "reality-hazelcast/src/main/java/io/socketless/reality/hazelcast/";

    static final Variant GREATER = new Variant(
                    "compare-greater",
                    "a client is told of greater versions only, not of different ones",
                    Scenarios.RESTART_ALL_BEHIND)
            .replace(
                    CORE + "Engine.java",
                    "if (state.version() != entry.getValue()) {",
                    "if (state.version() > entry.getValue()) {")
            .replace(
                    CORE + "Waiter.java",
                    "if (state != null && state.version() != versions[i]) {",
                    "if (state != null && state.version() > versions[i]) {")
            .inShort();

    static final Variant NO_READ_AFTER_REGISTERING = new Variant(
                    "no-read-after-registering",
                    "a waiter is registered, and then waits for a hint without reading first",
                    Scenarios.CALM)
            .replace(
                    CORE + "WaitingRoom.java",
                    "reader.apply(Set.of(waiter.keys())).whenComplete(",
                    "CompletableFuture.completedFuture(Map.<String, KeyState>of()).whenComplete(")
            .inShort();

    static final Variant HASTY_ANSWER = new Variant(
                    "hasty-answer",
                    "a hint for one key answers a waiter before its other keys were compared",
                    Scenarios.CALM)
            .replace(CORE + "Waiter.java", "if (!compared && !changed.isEmpty()) {", "if (false) {");

    static final Variant NO_PERIODIC_LOOK = new Variant(
                    "no-periodic-look",
                    "waiters rely on hints, and nobody looks whether one was lost",
                    Scenarios.LOST_HINTS)
            .replace(
                    CORE + "WaitingRoom.java",
                    "timer.every(recheckInterval.minus(spread), () -> recheckAll(spread));",
                    "")
            .foundAs(Violation.LATE);

    static final Variant SHARED_READ = new Variant(
                    "shared-read", "a request shares a read that was already on its way", Scenarios.HOPPING)
            .replace(
                    CORE + "Combiner.java",
                    "            joined = gathering();\n            part.accept(joined.content);",
                    "            for (Batch<B> batch : sent) {\n"
                            + "                if (lanes == 2) { // reads\n"
                            + "                    B wanted = emptyBatch.get();\n"
                            + "                    part.accept(wanted);\n"
                            + "                    if (((java.util.Collection<?>) batch.content)"
                            + ".containsAll((java.util.Collection<?>) wanted)) {\n"
                            + "                        return batch.answer;\n"
                            + "                    }\n"
                            + "                }\n"
                            + "            }\n"
                            + "            joined = gathering();\n"
                            + "            part.accept(joined.content);");

    static final Variant COUNTED_FROM_ONE = new Variant(
                    "versions-from-one",
                    "versions are counted from one, so they come again after a restart",
                    Scenarios.RESTART_ALL)
            .replace(
                    SPI + "Versions.java",
                    "return at(clock.millis()) | ThreadLocalRandom.current().nextInt(1 << RANDOM_BITS);",
                    "return 1;")
            .replace(
                    SPI + "Versions.java",
                    "return Math.min(at(epochMillis + MAX_AHEAD_MILLIS) | ((1L << RANDOM_BITS) - 1),"
                            + " KeyState.MAX_VERSION);",
                    "return 1;")
            .inShort();

    static final Variant NO_CONFIRMATION = new Variant(
                    "no-confirmation",
                    "a write that was accepted is reported as done, without looking whether it holds",
                    Scenarios.PAUSE_8)
            .replace(
                    HAZELCAST + "ConfirmedWrites.java",
                    "Snapshot after = reads.readOnce(open.keySet());",
                    "Snapshot after = start;")
            .replace(
                    HAZELCAST + "ConfirmedWrites.java",
                    "if (proposal.isKeptIn(after, key)) {",
                    "if (proposal.accepted) {")
            .replace(HAZELCAST + "ConfirmedWrites.java", "if (conclusive) {", "if (start == after) {")
            .replace(HAZELCAST + "ConfirmedWrites.java", "awaitConfirmable(attempts);", "");

    static final Variant FLOOR_NOT_RAISED = new Variant(
                    "floor-not-raised",
                    "the floor of a partition whose owner died stays where it was",
                    Scenarios.LOST_BACKUP)
            .replace(
                    HAZELCAST + "Floors.java",
                    "Set<UUID> losses = losses(demand, floor, view);",
                    "Set<UUID> losses = Set.of();")
            .inShort();

    static final Variant MERGE_NOT_RAISED = new Variant(
                    "merge-not-raised",
                    "the floors stay where they were when a split cluster has merged",
                    Scenarios.SPLIT_CLOCKS_APART)
            .replace(HAZELCAST + "Upkeep.java", "        floors.raiseAll();\n", "")
            // A member that merges takes a new identity, and remembers the old one as an owner that is gone.
            .replace(HAZELCAST + "Owners.java", "owe(partition, member);", "");

    static final Variant FLOOR_NOT_RAISED_BY_SWEEPER = new Variant(
                    "swept-without-floor",
                    "old entries are removed without raising the floor above them first",
                    Scenarios.SWEEPER)
            .replace(
                    HAZELCAST + "Sweeper.java",
                    "long floor = chosen.get(chosen.size() - 1).entry.version() + 1;",
                    "long floor = 0;")
            .inShort();

    static final Variant NO_INTENT = new Variant(
                    "no-intent",
                    "what a transaction publishes is not noted before its commit",
                    Scenarios.DEATH_BEFORE_PUBLICATION)
            .replace(
                    JAKARTA + "node/Publisher.java",
                    "Optional<IntentLog> log ="
                            + " recordsIntents ? opening.engine().flatMap(Engine::intents) : Optional.empty();",
                    "Optional<IntentLog> log = Optional.empty();")
            .inShort();

    static final List<Variant> ALL = List.of(
            GREATER,
            NO_READ_AFTER_REGISTERING,
            HASTY_ANSWER,
            NO_PERIODIC_LOOK,
            SHARED_READ,
            COUNTED_FROM_ONE,
            NO_CONFIRMATION,
            FLOOR_NOT_RAISED,
            MERGE_NOT_RAISED,
            FLOOR_NOT_RAISED_BY_SWEEPER,
            NO_INTENT);

    private Controls() {}
}
