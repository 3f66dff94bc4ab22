package io.socketless.reality.internal;

import io.socketless.reality.spi.Setting;
import io.socketless.reality.spi.SettingException;
import io.socketless.reality.spi.Settings;
import io.socketless.reality.spi.Versions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How many keys a store keeps, and for how long. Applies to the stores that come with Reality; a store of the
 * application sets its own bounds.
 *
 * <p>A store sweeps the oldest versions first, after raising the floor above them. Raising a floor costs extra
 * refetches of keys that remain. A store therefore sweeps seldom and many keys at once: a full store frees a tenth, and
 * idle keys stay until the oldest is overdue by a tenth.
 *
 * @param retention time without a change after which a key can be swept
 * @param maxKeys maximum number of keys on all nodes together
 * @param sweepInterval time between two checks for keys to sweep
 */
public record Bounds(Duration retention, int maxKeys, Duration sweepInterval) {

    private static final Duration MOST_BETWEEN_SEARCHES = Duration.ofHours(1);

    private static final Setting<Duration> RETENTION = Setting.duration(
            "reality.retention",
            Duration.ofSeconds(1),
            Duration.ofDays(3650),
            Duration.ofDays(30),
            "A key that has not changed for this long is swept, within a tenth of this time plus an hour and a minute."
                    + " Clients that still watch it refetch it once. Set the same value on all nodes.");

    private static final Setting<Integer> MAX_KEYS = Setting.integer(
            "reality.memory.max-keys",
            1,
            Integer.MAX_VALUE,
            1_000_000,
            "Maximum number of keys on all nodes together, deleted ones included. Above it, the keys with the oldest"
                    + " changes are swept until a tenth is free. Set the same value on all nodes.");

    private static final Setting<Duration> SWEEP_INTERVAL = Setting.duration(
            "reality.sweep.interval",
            Duration.ofMillis(100),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            "Time between two checks for more than `reality.memory.max-keys` keys. Until the next check, and while a"
                    + " sweep runs, there can be more.");

    /** Every property of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(RETENTION, MAX_KEYS, SWEEP_INTERVAL);

    /** The default values. */
    public static final Bounds DEFAULTS = of(name -> Optional.empty());

    /**
     * Reads and checks the properties.
     *
     * @throws SettingException for the first invalid value
     */
    public static Bounds of(Settings settings) {
        return new Bounds(RETENTION.in(settings), MAX_KEYS.in(settings), SWEEP_INTERVAL.in(settings));
    }

    /** The number of keys to sweep when there are {@code keys}; 0 if that is within the maximum. */
    public long excess(long keys) {
        return keys <= maxKeys ? 0 : keys - (maxKeys - maxKeys / 10);
    }

    /** Versions up to this one are idle long enough to be swept at {@code now}, in epoch milliseconds. */
    public long idleLine(long now) {
        return Versions.at(now - retention.toMillis());
    }

    /** A sweep of idle keys starts once the oldest version is at or below this one. */
    public long overdueLine(long now) {
        return Versions.at(now - retention.toMillis() - retention.toMillis() / 10);
    }

    /** Time between two searches for overdue keys. */
    public Duration searchInterval() {
        Duration tenth = retention.dividedBy(10);
        Duration most = tenth.compareTo(MOST_BETWEEN_SEARCHES) < 0 ? tenth : MOST_BETWEEN_SEARCHES;
        return most.compareTo(sweepInterval) < 0 ? sweepInterval : most;
    }
}
