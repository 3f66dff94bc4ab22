package io.socketless.reality.core;

import static io.socketless.reality.core.Scenario.require;
import static io.socketless.reality.core.Scenario.together;

import io.socketless.reality.KeyState;
import io.socketless.reality.core.Scenario.StillTimer;
import io.socketless.reality.core.Scenario.Versions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The races of reads that are merged and writes that are joined; a combiner knows only calls. */
final class CombiningScenarios {

    private CombiningScenarios() {}

    private static final class Reads {
        final Versions versions = new Versions();
        final Combiner<Set<String>> combiner =
                new Combiner<>(HashSet::new, versions::read, 1, Runnable::run, new StillTimer());

        CompletableFuture<Map<String, KeyState>> read(String key) {
            return combiner.join(keys -> keys.add(key));
        }
    }

    /** Who asks after a change must not be told what was read before it. */
    static final class ReadingAfterAChange implements Runnable {
        @Override
        public void run() {
            Reads reads = new Reads();
            together(() -> reads.read("a"), () -> {
                long changed = reads.versions.change("a");
                reads.read("a")
                        .thenAccept(nodes ->
                                require(nodes.get("a").version() >= changed, "a read shares one that began before it"))
                        .join();
            });
        }
    }

    /** Whoever asks is answered, though one lane serves three. */
    static final class ThreeReadersOfOneLane implements Runnable {
        @Override
        public void run() {
            Reads reads = new Reads();
            Reader[] readers = {new Reader(reads, "a"), new Reader(reads, "b"), new Reader(reads, "c")};
            together(readers);
            for (Reader reader : readers) {
                require(reader.answer.isDone(), "the read of " + reader.key + " is forgotten");
                require(reader.answer.join().containsKey(reader.key), "the read of " + reader.key + " is left out");
            }
        }
    }

    private static final class Reader implements Runnable {
        final Reads reads;
        final String key;
        CompletableFuture<Map<String, KeyState>> answer = new CompletableFuture<>();

        Reader(Reads reads, String key) {
            this.reads = reads;
            this.key = key;
        }

        @Override
        public void run() {
            answer = reads.read(key);
        }
    }
}
