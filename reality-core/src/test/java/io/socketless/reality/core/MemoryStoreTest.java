package io.socketless.reality.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.Node;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.NodeIdentity;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.RealityStoreContract;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MemoryStoreTest extends RealityStoreContract {

    private static final NodeIdentity SELF = new NodeIdentity("node-1", Optional.empty());

    @Override
    protected RealityStore openEmpty() {
        return new MemoryStore(SELF, Clock.systemUTC());
    }

    @Test
    void a_store_opened_a_moment_later_starts_above_everything_issued_before() {
        Instant start = Instant.parse("2026-01-01T00:00:00Z");
        RealityStore first = new MemoryStore(SELF, Clock.fixed(start, ZoneOffset.UTC));
        long highest = 0;
        for (int i = 0; i < 1000; i++) {
            highest = change(first).version();
        }

        RealityStore second = new MemoryStore(SELF, Clock.fixed(start.plusMillis(1), ZoneOffset.UTC));

        assertThat(second.read(Set.of("k")).get("k").version()).isGreaterThan(highest);
    }

    @Test
    void a_clock_that_is_set_back_does_not_set_versions_back() {
        SettableClock clock = new SettableClock(Instant.parse("2026-01-01T01:00:00Z"));
        RealityStore store = new MemoryStore(SELF, clock);
        clock.now = Instant.parse("2026-01-01T02:00:00Z");
        Node before = change(store);

        clock.now = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(change(store).version()).isEqualTo(before.version() + 1);
    }

    private static Node change(RealityStore store) {
        return store.write(List.of(Change.invalidate("k", "s"))).get("k");
    }

    private static final class SettableClock extends Clock {

        private Instant now;

        SettableClock(Instant now) {
            this.now = now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
