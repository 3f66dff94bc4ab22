package io.socketless.reality.faults;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The truth about one key. The application's data has a generation that counts its changes. A change first raises the
 * generation, then invalidates the key, and is acknowledged when that returns success; one that fails may or may not
 * have taken effect.
 *
 * <p>Every answer about the key is held against what was acknowledged before its request began. Thread-safe; guarded by
 * this.
 */
final class Key {

    private final String name;
    private final NavigableMap<Long, Long> acknowledgements = new TreeMap<>();
    private final Map<Long, Long> dataOfVersion = new HashMap<>();
    private long data;
    private long acknowledged;
    private long begun;
    private long ended;

    Key(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** The data changes; the invalidation is about to be sent. Returns the generation. */
    synchronized long change() {
        begun++;
        return ++data;
    }

    /** The invalidation of a generation has returned success. */
    synchronized void acknowledge(long generation, long nanoTime) {
        ended++;
        acknowledged = Math.max(acknowledged, generation);
        acknowledgements.put(generation, nanoTime);
    }

    /** What an answer to a request that begins now has to account for. */
    synchronized Mark mark() {
        return new Mark(acknowledged, ended);
    }

    /** Reads the data, as a client does after it has learned a version. */
    synchronized long fetch() {
        return data;
    }

    /** When the first change later than a generation was acknowledged, if one was. */
    synchronized OptionalLong outdatedSince(long generation) {
        return acknowledgements.tailMap(generation, false).values().stream()
                .mapToLong(Long::longValue)
                .min();
    }

    /** Whether all changes that have begun had returned when a request with this mark began. */
    synchronized boolean isQuietSince(Mark mark) {
        return begun == mark.ended;
    }

    /**
     * An answer says that this version is current. The first answer that says so ended when the data was at most at
     * some generation; so no later change may have been acknowledged before a request that is still told the same
     * version.
     *
     * @return the generation that the version was first seen with, if this is broken
     */
    synchronized OptionalLong seen(long version, Mark mark) {
        Long first = dataOfVersion.putIfAbsent(version, data);
        return first != null && first < mark.acknowledged ? OptionalLong.of(first) : OptionalLong.empty();
    }

    /**
     * A moment in the life of a key.
     *
     * @param acknowledged the latest generation of which the invalidation had returned success
     * @param ended how many changes had returned success
     */
    record Mark(long acknowledged, long ended) {}
}
