package io.socketless.reality.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/** The wall clock of one process: Hazelcast's as well as ours. */
final class SettableClock {

    /** Where a node reads the wall clock, and what puts the settable one there: the same classes otherwise. */
    static final Variant INSTRUMENT = new Variant("settable-clock", "", null)
            .replace(
                    "reality-hazelcast/src/main/java/io/socketless/reality/hazelcast/HazelcastStoreProvider.java",
                    "Clock.systemUTC()",
                    "new io.socketless.reality.faults.node.NodeClock()");

    private final Path file;

    SettableClock(Path file) {
        this.file = file;
        set(Duration.ZERO);
    }

    Path file() {
        return file;
    }

    /** Sets the clock so far ahead of the true time; the process sees it within a tenth of a second. */
    void set(Duration ahead) {
        try {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            Files.writeString(next, Long.toString(ahead.toSeconds()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }
}
