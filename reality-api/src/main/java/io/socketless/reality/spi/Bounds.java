package io.socketless.reality.spi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How much a store keeps, and for how long. Every store that comes with Reality holds to it; one that an application supplies
 * bounds itself.
 *
 * <p>A store forgets its oldest versions first, and raises the floor above them before it does. Raising a floor makes clients refetch
 * more than what is forgotten, so it is done seldom and for many keys at once: one that is full makes room for a tenth, and keys that are idle
 * wait until the oldest is overdue by a tenth.
 *
 * @param retention a key that nobody has changed for so long may be forgotten
 * @param maxKeys the most keys that all nodes together keep
 * @param sweepInterval how often it is looked whether there is something to forget
 */
public record Bounds(Duration retention, int maxKeys, Duration sweepInterval) {

    private static final Duration MOST_BETWEEN_SEARCHES = Duration.ofHours(1);

    private static final Setting<Duration> RETENTION = Setting.duration(
            "reality.retention",
            Duration.ofSeconds(1),
            Duration.ofDays(3650),
            Duration.ofDays(30),
            "A key that nobody has changed for this long is forgotten, within a tenth of this time, an hour and a minute more."
                    + " Clients that still watch it refetch it once. The same on all nodes.");

    private static final Setting<Integer> MAX_KEYS = Setting.integer(
            "reality.max-keys",
            1,
            Integer.MAX_VALUE,
            1_000_000,
            "The most keys, deleted ones included, that all nodes together keep. When there are more, those whose last change is"
                    + " the oldest are forgotten, until a tenth is free. The same on all nodes.");

    private static final Setting<Duration> SWEEP_INTERVAL = Setting.duration(
            "reality.sweep.interval",
            Duration.ofMillis(100),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            "How often one of the nodes looks whether there are more keys than `reality.max-keys`; until then, and while it"
                    + " sweeps, there may be more.");

    /** Every property of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(RETENTION, MAX_KEYS, SWEEP_INTERVAL);

    /** What holds where nothing is set. */
    public static final Bounds DEFAULTS = of(name -> Optional.empty());

    /**
     * Reads and checks the properties.
     *
     * @throws SettingException for the first value that is wrong
     */
    public static Bounds of(Settings settings) {
        return new Bounds(RETENTION.in(settings), MAX_KEYS.in(settings), SWEEP_INTERVAL.in(settings));
    }

    /** How many of so many keys have to go; 0 as long as there are not too many. */
    public long excess(long keys) {
        return keys <= maxKeys ? 0 : keys - (maxKeys - maxKeys / 10);
    }

    /** Whatever is not above this version has been idle for long enough to go, at a time in epoch milliseconds. */
    public long idleLine(long now) {
        return Versions.at(now - retention.toMillis());
    }

    /** Nothing goes for being idle until the oldest version is not above this one. */
    public long overdueLine(long now) {
        return Versions.at(now - retention.toMillis() - retention.toMillis() / 10);
    }

    /** How often to search for what is overdue. */
    public Duration searchInterval() {
        Duration tenth = retention.dividedBy(10);
        Duration most = tenth.compareTo(MOST_BETWEEN_SEARCHES) < 0 ? tenth : MOST_BETWEEN_SEARCHES;
        return most.compareTo(sweepInterval) < 0 ? sweepInterval : most;
    }
}
