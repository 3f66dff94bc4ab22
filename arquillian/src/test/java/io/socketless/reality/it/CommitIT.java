package io.socketless.reality.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.socketless.reality.it.ledger.Ledger;
import io.socketless.reality.it.ledger.Ledger.End;
import io.socketless.reality.it.ledger.Way;
import io.socketless.reality.servers.Cluster;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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
 * <p>The death alone moves the versions of the keys whose partitions the dead node owned, about half of them. A test
 * that looked at one key would pass without an intent, every other time.
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

        @BeforeAll
        void start() {
            nodes.start();
        }

        @AfterAll
        void end() {
            nodes.close();
        }

        @ParameterizedTest
        @EnumSource(Way.class)
        void a_commit_that_nobody_interrupts_is_published(Way way) {
            String text = newText(way);
            Map<String, Long> known = nodes.b.versions(Ledger.keys(text));

            nodes.write(way, text, End.COMMIT);

            assertThat(database.texts("ledger")).containsExactly(text);
            assertThat(nodes.b.sync(known).changed()).isEqualTo(known.keySet());
        }

        @Nested
        @TestInstance(TestInstance.Lifecycle.PER_CLASS)
        class AfterADeath {
            private final Map<Way, Map<String, Long>> committed = new EnumMap<>(Way.class);
            private final Map<String, Long> rolledBack = new HashMap<>();
            private Set<String> publishedBefore;

            @BeforeAll
            void die() {
                for (Way way : Way.values()) {
                    String text = newText(way);
                    rolledBack.putAll(nodes.b.versions(Ledger.keys(text)));
                    nodes.write(way, text, End.ROLLBACK);
                    assertThat(database.texts("ledger")).doesNotContain(text);
                }
                publishedBefore = nodes.changedWithin(rolledBack, Duration.ofSeconds(2));
                for (Way way : Way.values()) {
                    committed.put(way, nodes.commitAndStay(way));
                }
                nodes.a.node().kill();
            }

            @ParameterizedTest
            @EnumSource(Way.class)
            void another_node_publishes_what_a_dead_one_has_committed(Way way) {
                Map<String, Long> known = committed.get(way);
                Waiting.atMostSeconds(15)
                        .untilAsserted(
                                () -> assertThat(nodes.b.sync(known).changed()).isEqualTo(known.keySet()));
            }

            @Test
            void what_was_rolled_back_is_published_neither_then_nor_after_a_death() {
                assertThat(publishedBefore).isEmpty();
                nodes.assertNothingIsPublished(rolledBack);
            }
        }
    }

    /**
     * The control: without the intent the same death loses the change, so it comes at the moment that the tests above
     * mean.
     */
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithoutIntent {
        private final Nodes nodes = new Nodes(Map.of("reality.transactions.intent", "false"));
        private final Map<Way, Map<String, Long>> committed = new EnumMap<>(Way.class);

        @BeforeAll
        void die() {
            nodes.start();
            for (Way way : Way.values()) {
                committed.put(way, nodes.commitAndStay(way));
            }
            nodes.a.node().kill();
        }

        @AfterAll
        void end() {
            nodes.close();
        }

        @ParameterizedTest
        @EnumSource(Way.class)
        void nobody_publishes_what_a_dead_node_has_committed(Way way) {
            nodes.assertNothingIsPublished(committed.get(way));
        }
    }

    private static String newText(Way way) {
        return way + "-" + UUID.randomUUID();
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
            Answer answer = a.post(path(way, text, end), "");
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        }

        private static String path(Way way, String text, End end) {
            return "/ledger?way=" + way + "&end=" + end + "&text=" + text;
        }

        /**
         * Commits in a request that goes no further, so that nobody hears of it. Returns what those knew who would have
         * heard.
         */
        Map<String, Long> commitAndStay(Way way) {
            String text = newText(way);
            Map<String, Long> known = b.versions(Ledger.keys(text));
            CompletableFuture<Answer> request = a.postAsync(path(way, text, End.STAY), "");
            Waiting.atMostSeconds(20)
                    .untilAsserted(() -> assertThat(database.texts("ledger")).containsExactly(text));
            assertThat(b.sync(known).changed()).isEmpty();
            assertThat(request).isNotDone();
            return known;
        }

        /**
         * When node b has noticed the death of a, the next sync finds moved what the death alone moves, the keys of
         * partitions that a owned. The others do not move, neither then nor later.
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
