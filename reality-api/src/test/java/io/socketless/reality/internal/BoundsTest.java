package io.socketless.reality.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.spi.Versions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundsTest {

    private static final long NOW = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();

    @ParameterizedTest
    @CsvSource({"1, 1, 0", "1, 2, 1", "10, 10, 0", "10, 11, 2", "10, 1000, 991", "1000000, 1000001, 100001"})
    void more_keys_than_allowed_make_room_for_a_tenth(int maxKeys, long keys, long excess) {
        Bounds bounds = new Bounds(Duration.ofDays(30), maxKeys, Duration.ofSeconds(10));

        assertThat(bounds.excess(keys)).isEqualTo(excess);
    }

    @Test
    void what_is_idle_waits_for_another_tenth_of_the_retention() {
        Bounds bounds = new Bounds(Duration.ofDays(30), 10, Duration.ofSeconds(10));

        assertThat(bounds.idleLine(NOW)).isEqualTo(daysAgo(30));
        assertThat(bounds.overdueLine(NOW)).isEqualTo(daysAgo(33));
    }

    @ParameterizedTest
    @CsvSource({"P30D, PT10S, PT1H", "PT5H, PT10S, PT30M", "PT10S, PT0.1S, PT1S", "PT10S, PT10S, PT10S"})
    void idle_keys_are_searched_for_at_a_tenth_of_the_retention_but_hourly_at_least(
            Duration retention, Duration interval, Duration search) {
        assertThat(new Bounds(retention, 10, interval).searchInterval()).isEqualTo(search);
    }

    private static long daysAgo(int days) {
        return Versions.at(NOW - Duration.ofDays(days).toMillis());
    }
}
