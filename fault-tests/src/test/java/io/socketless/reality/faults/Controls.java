package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Violation;
import java.util.List;

/** Mistakes that the fault tests must detect. Each is made in a copy of the real source, and exists only here. */
final class Controls {

    private static final String CORE = "reality-core/src/main/java/io/socketless/reality/core/";
    private static final String JAKARTA = "reality-jakarta/src/main/java/io/socketless/reality/jakarta/";
    private static final String SPI = "reality-api/src/main/java/io/socketless/reality/spi/";
    private static final String HAZELCAST = "reality-hazelcast/src/main/java/io/socketless/reality/hazelcast/";

    static final Variant GREATER = new Variant(
                    "compare-greater",
                    "only greater versions are reported, not all different ones",
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
                    "after its registration a waiter waits for a notification, without a read",
                    Scenarios.CALM)
            .replace(
                    CORE + "WaitingRoom.java",
                    "reader.apply(Set.of(waiter.keys())).whenComplete(",
                    "CompletableFuture.completedFuture(Map.<String, KeyState>of()).whenComplete(")
            .inShort();

    static final Variant HASTY_ANSWER = new Variant(
                    "hasty-answer",
                    "a notification for one key completes a waiter before its other keys are compared",
                    Scenarios.CALM)
            .replace(CORE + "Waiter.java", "if (!compared && !changed.isEmpty()) {", "if (false) {");

    static final Variant NO_PERIODIC_LOOK = new Variant(
                    "no-periodic-look", "waiters depend on notifications, without a recheck", Scenarios.LOST_HINTS)
            .replace(
                    CORE + "WaitingRoom.java",
                    "timer.every(recheckInterval.minus(spread), () -> recheckAll(spread));",
                    "")
            .foundAs(Violation.LATE);

    static final Variant SHARED_READ = new Variant(
                    "shared-read", "a request shares a read that was already sent", Scenarios.HOPPING)
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
                    "versions are counted from one, and repeat after a restart",
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
                    "an accepted write is reported as successful without confirmation",
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
                    "the floor of a partition is not raised after the death of its owner",
                    Scenarios.LOST_BACKUP)
            .replace(
                    HAZELCAST + "Floors.java",
                    "Set<UUID> losses = losses(demand, floor, view);",
                    "Set<UUID> losses = Set.of();")
            .inShort();

    static final Variant MERGE_NOT_RAISED = new Variant(
                    "merge-not-raised",
                    "floors are not raised after a split cluster has merged",
                    Scenarios.SPLIT_CLOCKS_APART)
            .replace(HAZELCAST + "Upkeep.java", "        floors.raiseAll();\n", "")
            // A member that merges gets a new identity, and treats its old one as an owner that has left.
            .replace(HAZELCAST + "Owners.java", "owe(partition, member);", "");

    static final Variant FLOOR_NOT_RAISED_BY_SWEEPER = new Variant(
                    "swept-without-floor",
                    "old entries are removed before the floor is raised above them",
                    Scenarios.SWEEPER)
            .replace(
                    HAZELCAST + "Sweeper.java",
                    "long floor = chosen.get(chosen.size() - 1).entry.version() + 1;",
                    "long floor = 0;")
            .inShort();

    static final Variant NO_INTENT = new Variant(
                    "no-intent", "no intent is recorded before the commit", Scenarios.DEATH_BEFORE_PUBLICATION)
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
