package io.socketless.reality.hazelcast;

import io.socketless.reality.spi.Change;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The stored form of an intent: the changes that a transaction is going to publish, without their hashes. A node that
 * publishes them for another one does not know whether the hashes still match the content.
 *
 * <p>As bytes, big-endian: format (1), number of changes (4), and for each: flags (1), length of the key (4), key
 * in UTF-8, length of the source (4), source in UTF-8. Further bytes are ignored, as in {@link Entry}.
 */
record IntentRecord(List<Change> changes) {

    private static final byte FORMAT = 1;
    private static final byte DELETES = 1;

    IntentRecord {
        changes = List.copyOf(changes);
    }

    static IntentRecord of(Collection<Change> changes) {
        return new IntentRecord(changes.stream()
                .map(change -> new Change(change.key(), Optional.empty(), change.source(), change.deletes()))
                .toList());
    }

    byte[] encoded() {
        List<byte[]> parts = new ArrayList<>();
        parts.add(ByteBuffer.allocate(1 + Integer.BYTES)
                .put(FORMAT)
                .putInt(changes.size())
                .array());
        for (Change change : changes) {
            byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
            byte[] source = change.source().getBytes(StandardCharsets.UTF_8);
            parts.add(ByteBuffer.allocate(1 + 2 * Integer.BYTES + key.length + source.length)
                    .put(change.deletes() ? DELETES : 0)
                    .putInt(key.length)
                    .put(key)
                    .putInt(source.length)
                    .put(source)
                    .array());
        }
        ByteBuffer all =
                ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
        parts.forEach(all::put);
        return all.array();
    }

    /**
     * Throws {@link UnknownFormatException} if these bytes were not written by this release or one that it can
     * read.
     */
    static IntentRecord decoded(byte[] bytes) {
        return UnknownFormatException.guard(bytes, FORMAT, buffer -> {
            int count = buffer.getInt();
            List<Change> changes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                boolean deletes = (buffer.get() & DELETES) != 0;
                changes.add(new Change(text(buffer), Optional.empty(), text(buffer), deletes));
            }
            return new IntentRecord(changes);
        });
    }

    private static String text(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.getInt()];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
