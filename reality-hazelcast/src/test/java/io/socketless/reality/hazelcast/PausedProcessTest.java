package io.socketless.reality.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.socketless.reality.KeyState;
import io.socketless.reality.RealityUnavailableException;
import io.socketless.reality.internal.Bounds;
import io.socketless.reality.spi.Change;
import io.socketless.reality.spi.RealityStore;
import io.socketless.reality.spi.RealityStoreProvider;
import io.socketless.reality.spi.StoreListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node in a separate process is paused and resumed. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class PausedProcessTest {

    private static final Set<String> KEYS =
            IntStream.range(0, 300).mapToObj(i -> "key" + i).collect(Collectors.toSet());

    private final Cluster cluster = new Cluster();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(ints = 2)
    void a_resumed_node_reports_every_change_acknowledged_during_its_pause(int seconds) throws Exception {
        try (RealityStore here = open(0);
                SeparateNode other = new SeparateNode(0)) {
            Map<String, Long> before = written(here);
            assertThat(other.read()).isEqualTo(before);

            other.signal("STOP");
            Map<String, Long> acknowledged = writeFor(here, Duration.ofSeconds(seconds));
            other.signal("CONT");

            assertReported(acknowledged, before, other.awaitRead());
        }
    }

    @Test
    void with_a_quorum_a_resumed_node_reports_every_change_too() throws Exception {
        HazelcastInstance member = cluster.start();
        try (SeparateNode another = new SeparateNode(2);
                SeparateNode paused = new SeparateNode(2);
                RealityStore here = openOn(member, another, paused)) {
            Map<String, Long> before = written(here);
            assertThat(another.awaitRead()).isEqualTo(before);
            assertThat(paused.awaitRead()).isEqualTo(before);

            paused.signal("STOP");
            Map<String, Long> acknowledged = writeAllFor(here, Duration.ofSeconds(15));
            paused.signal("CONT");

            assertThat(acknowledged).hasSameSizeAs(KEYS);
            assertReported(acknowledged, before, paused.awaitRead());
            assertReported(acknowledged, before, another.awaitRead());
        }
    }

    @Test
    void after_a_merge_every_version_is_new_and_listeners_are_notified() throws Exception {
        try (RealityStore here = open(0);
                SeparateNode other = new SeparateNode(0)) {
            Map<String, Long> before = written(here);
            assertThat(other.read()).isEqualTo(before);
            AtomicInteger uncertain = new AtomicInteger();
            here.listen(new StoreListener() {
                @Override
                public void changed(KeyState state) {
                    // Only what may have been missed counts.
                }

                @Override
                public void uncertain() {
                    uncertain.incrementAndGet();
                }
            });

            other.signal("STOP");
            Map<String, Long> acknowledged = writeAllFor(here, Duration.ofSeconds(15));
            assertThat(acknowledged).hasSameSizeAs(KEYS);
            int told = uncertain.get();
            other.signal("CONT");

            assertReported(acknowledged, before, other.awaitRead());
            await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                Map<String, KeyState> now = here.read(KEYS);
                assertThat(now).allSatisfy((key, state) -> assertThat(state.version())
                        .isGreaterThan(acknowledged.get(key))
                        .isGreaterThan(before.get(key)));
                assertThat(other.read()).isEqualTo(versions(now));
            });
            assertThat(uncertain.get()).isGreaterThan(told);
        }
    }

    @Test
    void without_its_quorum_a_node_fails_requests_after_two_seconds() throws Exception {
        HazelcastInstance member = cluster.start();
        try (SeparateNode second = new SeparateNode(2);
                SeparateNode third = new SeparateNode(2);
                RealityStore here = openOn(member, second, third)) {
            String own = keyOf(member);
            await().until(() -> answers(here, own));

            second.signal("STOP");
            third.signal("STOP");
            long split = System.nanoTime();
            boolean refused = false;
            while (since(split).compareTo(Duration.ofSeconds(10)) < 0) {
                long begun = System.nanoTime();
                if (answers(here, own)) {
                    assertThat(Duration.ofNanos(begun - split)).isLessThan(Duration.ofSeconds(2));
                } else {
                    assertThat(since(begun)).isLessThan(Duration.ofSeconds(4));
                    refused = true;
                }
            }
            assertThat(refused).isTrue();

            second.signal("CONT");
            third.signal("CONT");
            await().atMost(Duration.ofSeconds(60)).until(() -> answers(here, own));
        }
    }

    private RealityStore open(int quorum) throws Exception {
        return cluster.open(
                Map.of("reality.hazelcast.instance", "embedded", "reality.hazelcast.quorum", Integer.toString(quorum)),
                "here");
    }

    /** Opens a store with a quorum of two on this member, when the others have joined it. */
    private static RealityStore openOn(HazelcastInstance member, SeparateNode... others) throws IOException {
        for (SeparateNode other : others) {
            assertThat(other.awaitRead()).isNotEmpty();
        }
        return HazelcastStore.open(
                new Attachment(member, () -> {}),
                "reality",
                2,
                Bounds.DEFAULTS,
                Cluster.identity("here"),
                Clock.systemUTC());
    }

    private static boolean answers(RealityStore store, String key) {
        try {
            return store.read(Set.of(key)).size() == 1;
        } catch (RealityUnavailableException unavailable) {
            return false;
        }
    }

    private static String keyOf(HazelcastInstance member) {
        Topology topology = new Topology(member);
        return KEYS.stream()
                .filter(key -> member.getCluster()
                        .getLocalMember()
                        .getUuid()
                        .equals(topology.owner(topology.partitionOf(key))))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Long> written(RealityStore store) {
        await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> assertThat(store.write(
                        KEYS.stream().map(key -> Change.update(key, "1", "s")).toList()))
                .hasSameSizeAs(KEYS));
        return versions(store.read(KEYS));
    }

    /** Writes for at least this long, and until every key was acknowledged, which on a busy machine may take longer. */
    private static Map<String, Long> writeAllFor(RealityStore store, Duration least) {
        Map<String, Long> acknowledged = writeFor(store, least);
        Set<String> missing = new HashSet<>(KEYS);
        missing.removeAll(acknowledged.keySet());
        await().atMost(Duration.ofMinutes(2))
                .ignoreExceptionsInstanceOf(RealityUnavailableException.class)
                .until(() -> {
                    if (!missing.isEmpty()) {
                        store.write(missing.stream()
                                        .map(key -> Change.update(key, "2", "s"))
                                        .toList())
                                .forEach((key, state) -> acknowledged.put(key, state.version()));
                    }
                    return true;
                });
        return acknowledged;
    }

    /** Changes one key after the other, over and over, for some time. */
    private static Map<String, Long> writeFor(RealityStore store, Duration duration) {
        long start = System.nanoTime();
        Map<String, Long> acknowledged = new HashMap<>();
        while (since(start).compareTo(duration) < 0) {
            for (String key : KEYS) {
                if (since(start).compareTo(duration) >= 0) {
                    break;
                }
                try {
                    KeyState state =
                            store.write(List.of(Change.update(key, "2", "s"))).get(key);
                    acknowledged.put(key, state.version());
                } catch (RealityUnavailableException open) {
                    // Neither confirmed nor denied.
                }
            }
        }
        return acknowledged;
    }

    private static void assertReported(
            Map<String, Long> acknowledged, Map<String, Long> before, Map<String, Long> seen) {
        assertThat(acknowledged).isNotEmpty().allSatisfy((key, version) -> assertThat(seen.get(key))
                .as(key)
                .isNotEqualTo(before.get(key))
                .isGreaterThanOrEqualTo(version));
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private static Map<String, Long> versions(Map<String, KeyState> nodes) {
        return nodes.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .version()));
    }

    /** The other process: reads all keys for every line of input. */
    static final class Reader {

        private Reader() {}

        public static void main(String[] arguments) throws Exception {
            Map<String, String> settings = Map.of(
                    "reality.hazelcast.instance", "embedded",
                    "reality.hazelcast.cluster-name", arguments[0],
                    "reality.hazelcast.port", arguments[1],
                    "reality.hazelcast.quorum", arguments[2]);
            RealityStore store = opened(new HazelcastStoreProvider()
                    .configure(name -> Optional.ofNullable(settings.get(name)), Cluster.identity("other")));
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (input.readLine() != null) {
                StringBuilder answer = new StringBuilder();
                try {
                    store.read(KEYS).forEach((key, state) -> answer.append(key)
                            .append('=')
                            .append(state.version())
                            .append(' '));
                } catch (RealityUnavailableException unavailable) {
                    answer.append("unavailable");
                }
                System.out.println(answer);
            }
            System.exit(0);
        }

        /** Tries again where the others are not there yet, as an application does. */
        private static RealityStore opened(RealityStoreProvider.Opener opener) throws Exception {
            while (true) {
                try {
                    return opener.open();
                } catch (RealityUnavailableException tooFew) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    private final class SeparateNode implements AutoCloseable {

        private final Process process;
        private final BufferedReader output;
        private final PrintWriter input;

        SeparateNode(int quorum) throws IOException {
            process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx128m",
                            "-Djava.util.logging.config.file=" + System.getProperty("java.util.logging.config.file"),
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            Reader.class.getName(),
                            cluster.name,
                            Integer.toString(cluster.port),
                            Integer.toString(quorum))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            output = process.inputReader(StandardCharsets.UTF_8);
            input = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        }

        /** The versions it reads, empty if it cannot answer. */
        Map<String, Long> read() throws IOException {
            input.println("read");
            String line = output.readLine();
            if (line == null) {
                return fail("The other process has ended");
            }
            Map<String, Long> seen = new HashMap<>();
            for (String pair : line.strip().split(" ", -1)) {
                String[] parts = pair.split("=", -1);
                if (parts.length == 2) {
                    seen.put(parts[0], Long.valueOf(parts[1]));
                }
            }
            return seen;
        }

        /** The first answer that it gives. */
        Map<String, Long> awaitRead() throws IOException {
            long start = System.nanoTime();
            Map<String, Long> seen = read();
            while (seen.isEmpty()) {
                assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
                seen = read();
            }
            return seen;
        }

        void signal(String name) throws IOException, InterruptedException {
            assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .start()
                            .waitFor())
                    .isZero();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
