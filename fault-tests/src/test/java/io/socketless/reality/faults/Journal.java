package io.socketless.reality.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What happened in one run: operations, checks, faults, and everything that must not have happened. Times are
 * nanoseconds since the beginning of the run. Thread-safe; guarded by this.
 */
final class Journal {

    static final Duration BUCKET = Duration.ofMillis(250);

    /** What a client asks for. */
    enum Operation {
        SYNC,
        WAIT,
        EVENTS,
        POLL,
        WRITE
    }

    /** What must not happen. */
    enum Violation {
        /** A client whose data is older than what was acknowledged before its request is told that nothing changed. */
        MISS,
        /** One version stands for data before and after an acknowledged change. */
        VERSION_REUSED,
        /** A client that waits is told too late. */
        LATE,
        /** A version moves although nobody changed the key; only where there is no fault. */
        NEEDLESS,
        /** A request fails that should not; only where the scenario says so. */
        REFUSED
    }

    private long origin = System.nanoTime();
    private final Map<Operation, Count> operations = new EnumMap<>(Operation.class);
    private final List<Incident> incidents = new ArrayList<>();
    private final Map<Violation, Integer> numbers = new EnumMap<>(Violation.class);
    private final List<Fault> faults = new ArrayList<>();
    private final Map<String, String> measures = new LinkedHashMap<>();
    private final List<int[]> buckets = new ArrayList<>();
    private final Set<String> needless = new HashSet<>();
    private final Map<String, Integer> reasons = new LinkedHashMap<>();
    private Duration longestWake = Duration.ZERO;
    private long checks;
    private long tolerated;
    private long lastTolerated = origin;
    private long toleratedUntil = origin;
    private boolean tolerant;
    private long end;

    /** The run begins now. */
    synchronized void start() {
        origin = System.nanoTime();
        lastTolerated = origin;
        toleratedUntil = origin;
    }

    synchronized void succeeded(Operation operation, long firstAttempt, long now) {
        Count count = operations.computeIfAbsent(operation, any -> new Count());
        count.succeeded++;
        if (operation == Operation.SYNC || operation == Operation.WRITE) {
            count.longestNanos = Math.max(count.longestNanos, now - firstAttempt);
            bucket(now)[operation == Operation.WRITE ? 2 : 0]++;
        }
    }

    synchronized void failed(Operation operation, String reason, long now) {
        operations.computeIfAbsent(operation, any -> new Count()).failed++;
        reasons.merge(reason, 1, Integer::sum);
        if (operation == Operation.SYNC || operation == Operation.WRITE) {
            bucket(now)[operation == Operation.WRITE ? 3 : 1]++;
        }
    }

    /** A waiter was told of a change so long after it was acknowledged, or after the wait began if that is later. */
    synchronized void woken(Duration took) {
        longestWake = took.compareTo(longestWake) > 0 ? took : longestWake;
    }

    synchronized Duration longestWake() {
        return longestWake;
    }

    synchronized void checked(int number) {
        checks += number;
    }

    /** Notes what must not happen. Misses while both sides of a split go on are expected, and counted apart. */
    synchronized void violation(Violation violation, long began, String text) {
        if (violation != Violation.REFUSED && (tolerant || began - toleratedUntil < 0)) {
            tolerated++;
            lastTolerated = Math.max(lastTolerated, began);
            return;
        }
        numbers.merge(violation, 1, Integer::sum);
        if (numbers.get(violation) <= 20) {
            incidents.add(new Incident(violation, System.nanoTime() - origin, text));
        }
    }

    /** A version that nobody's change has caused. */
    synchronized void needless(String key, long version) {
        needless.add(key + "=" + version);
    }

    /** How many versions nobody has caused. */
    synchronized int needless() {
        return needless.size();
    }

    /** From now on both sides of a split go on, which costs misses. */
    synchronized void tolerate() {
        tolerant = true;
    }

    /** The split is over: requests that begin later than this many nanoseconds from now must not miss anything. */
    synchronized void tolerateFor(Duration longest) {
        tolerant = false;
        toleratedUntil = System.nanoTime() + longest.toNanos();
    }

    synchronized Fault begin(String label) {
        Fault fault = new Fault(label, System.nanoTime() - origin);
        faults.add(fault);
        return fault;
    }

    synchronized void end(Fault fault) {
        fault.to = System.nanoTime() - origin;
    }

    /** Whether there was a fault, or its aftermath, at any moment between these. */
    synchronized boolean disturbed(long fromNanoTime, long toNanoTime, Duration aftermath) {
        return faults.stream()
                .anyMatch(fault -> fault.from <= toNanoTime - origin
                        && (fault.to == null || fault.to + aftermath.toNanos() >= fromNanoTime - origin));
    }

    synchronized void measure(String name, String value) {
        measures.put(name, value);
    }

    synchronized void finish() {
        end = System.nanoTime() - origin;
    }

    synchronized long checks() {
        return checks;
    }

    synchronized long tolerated() {
        return tolerated;
    }

    /**
     * The latest beginning of a request that was told too little, while that was to be expected; {@link
     * System#nanoTime}.
     */
    synchronized long lastTolerated() {
        return lastTolerated;
    }

    synchronized List<Incident> incidents() {
        return List.copyOf(incidents);
    }

    synchronized Map<Violation, Integer> numbers() {
        return new EnumMap<>(numbers.isEmpty() ? Map.of(Violation.MISS, 0) : numbers);
    }

    /** The first violation of one of these kinds. */
    synchronized Optional<Incident> first(Set<Violation> kinds) {
        return incidents.stream()
                .filter(incident -> kinds.contains(incident.violation))
                .findFirst();
    }

    synchronized List<Fault> faults() {
        return List.copyOf(faults);
    }

    synchronized Map<String, String> measures() {
        return new LinkedHashMap<>(measures);
    }

    synchronized Map<String, Integer> reasons() {
        return new LinkedHashMap<>(reasons);
    }

    /** Of each bucket: reads that succeeded, reads that failed, writes that succeeded, writes that failed. */
    synchronized List<int[]> buckets() {
        return List.copyOf(buckets);
    }

    synchronized Duration length() {
        return Duration.ofNanos(end);
    }

    synchronized long succeeded() {
        return operations.values().stream().mapToLong(count -> count.succeeded).sum();
    }

    synchronized long failed() {
        return operations.values().stream().mapToLong(count -> count.failed).sum();
    }

    /** The longest time from the first attempt of an operation to its success, on whatever node. */
    synchronized Duration longest(Operation operation) {
        return Optional.ofNullable(operations.get(operation))
                .map(count -> Duration.ofNanos(count.longestNanos))
                .orElse(Duration.ZERO);
    }

    private int[] bucket(long nanoTime) {
        int index = (int) ((nanoTime - origin) / BUCKET.toNanos());
        while (buckets.size() <= index) {
            buckets.add(new int[4]);
        }
        return buckets.get(index);
    }

    private static final class Count {
        private long succeeded;
        private long failed;
        private long longestNanos;
    }

    /** Something that must not have happened. */
    record Incident(Violation violation, long at, String text) {}

    /** A time in which something was broken on purpose. Guarded by the journal. */
    static final class Fault {
        final String label;
        final long from;
        Long to;

        private Fault(String label, long from) {
            this.label = label;
            this.from = from;
        }
    }
}
