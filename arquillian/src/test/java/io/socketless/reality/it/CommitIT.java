package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.socketless.reality.it.ledger.Ledger;
import io.socketless.reality.it.ledger.Ledger.End;
import io.socketless.reality.it.ledger.Way;
import io.socketless.reality.servers.Cluster;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A node that dies between the commit of the database and the publication. Clients ask the other node.
 *
 * <p>The death alone moves the versions of the keys whose partitions the dead node owned, about half of them. A test that
 * looked at one key would pass without an intent, every other time.
 */
class CommitIT {
    private static Database database;

    @BeforeAll
    static void startDatabase() {
        database = new Database();
    }

    @AfterAll
    static void stopDatabase() {
        database.close();
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithIntent {
        private final Nodes nodes = new Nodes(Map.of());

        @AfterAll
        void end() {
            nodes.close();
        }

        @ParameterizedTest
        @EnumSource(Way.class)
        void another_node_publishes_what_a_dead_one_has_committed(Way way) {
            nodes.start();
            String text = way + "-" + UUID.randomUUID();
            Map<String, Long> known = nodes.b.versions(Ledger.keys(text));

            nodes.dieAfterCommit(way, text);

            assertThat(database.texts("ledger")).containsExactly(text);
            Waiting.atMostSeconds(15)
                    .untilAsserted(
                            () -> assertThat(nodes.b.sync(known).changed()).isEqualTo(known.keySet()));
        }

        @ParameterizedTest
        @EnumSource(Way.class)
        void a_commit_that_nobody_interrupts_is_published(Way way) {
            nodes.start();
            String text = way + "-" + UUID.randomUUID();
            Map<String, Long> known = nodes.b.versions(Ledger.keys(text));

            nodes.write(way, text, End.COMMIT);

            assertThat(database.texts("ledger")).containsExactly(text);
            assertThat(nodes.b.sync(known).changed()).isEqualTo(known.keySet());
        }

        @Test
        void what_was_rolled_back_is_published_neither_then_nor_after_a_death() {
            nodes.start();
            Map<String, Long> known = new HashMap<>();
            for (Way way : Way.values()) {
                String text = way + "-" + UUID.randomUUID();
                known.putAll(nodes.b.versions(Ledger.keys(text)));

                nodes.write(way, text, End.ROLLBACK);

                assertThat(database.texts("ledger")).doesNotContain(text);
            }
            assertThat(nodes.changedWithin(known, Duration.ofSeconds(2))).isEmpty();

            nodes.a.node().kill();
            nodes.assertNothingIsPublished(known);
        }
    }

    /** The control: without the intent the same death loses the change, so it comes at the moment that the tests above mean. */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithoutIntent {
        private final Nodes nodes = new Nodes(Map.of("reality.transactions.intent", "false"));

        @AfterAll
        void end() {
            nodes.close();
        }

        @ParameterizedTest
        @EnumSource(
                value = Way.class,
                names = {"JDBC", "JPA_LISTENER", "JPA_KEYS"})
        void nobody_publishes_what_a_dead_node_has_committed(Way way) {
            nodes.start();
            String text = way + "-" + UUID.randomUUID();
            Map<String, Long> known = nodes.b.versions(Ledger.keys(text));

            nodes.dieAfterCommit(way, text);

            assertThat(database.texts("ledger")).containsExactly(text);
            nodes.assertNothingIsPublished(known);
        }
    }

    /** Two nodes: a, which dies, and b. */
    private static final class Nodes implements AutoCloseable {
        private final Cluster cluster;
        final Client a;
        final Client b;

        Nodes(Map<String, String> settings) {
            cluster = Cluster.of(2, "/ledger/reality/health", settings, Wars.ledger(database));
            a = new Client(cluster.node(0), "ledger");
            b = new Client(cluster.node(1), "ledger");
        }

        void start() {
            // b first: who starts alone owns every partition, and its death within the next seconds moves every key.
            cluster.start(1);
            cluster.start(0);
            // Each has a peer, so they are together.
            Waiting.atMostSeconds(30).until(() -> peersOf(a) == 1 && peersOf(b) == 1);
        }

        private static int peersOf(Client node) {
            return node.get("/reality/health").json().getJsonObject("mesh").getInt("healthyPeers");
        }

        void write(Way way, String text, End end) {
            Answer answer = a.post("/ledger?way=" + way + "&end=" + end + "&text=" + text, "");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }

        void dieAfterCommit(Way way, String text) {
            assertThatThrownBy(() -> a.post("/ledger?way=" + way + "&end=" + End.DEATH + "&text=" + text, ""))
                    .isInstanceOf(UncheckedIOException.class);
            a.node().awaitExit(Duration.ofSeconds(10));
        }

        /**
         * When node b has noticed the death of a, the next sync finds moved what the death alone moves, the keys of partitions that a
         * owned. The others do not move, neither then nor later.
         */
        void assertNothingIsPublished(Map<String, Long> known) {
            Waiting.atMostSeconds(30).until(() -> peersOf(b) == 0);
            Map<String, Long> unmoved = new HashMap<>(known);
            unmoved.keySet().removeAll(b.sync(known).changed());
            assertThat(unmoved).isNotEmpty();
            assertThat(changedWithin(unmoved, Duration.ofSeconds(8))).isEmpty();
        }

        Set<String> changedWithin(Map<String, Long> known, Duration time) {
            return b.syncWaiting(known, time).join().changed();
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
