package io.socketless.reality.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The id of a server-sent event. It holds the versions that a client has seen, which lets any node continue from it.
 *
 * <p>It contains the version of each key in the order of the URL, as the distance from the highest of them, after a
 * checksum of keys and versions: at most 8 bytes a key, 1 for keys that share a version or were never seen. As
 * base64url it is safe in a header. An id that is damaged, truncated, or made for other keys means that nothing was
 * seen; that costs a refetch, never a missed change. It is neither secret nor protected: a forged id affects only the
 * client that sends it.
 */
public final class EventId {

    private static final int CHECKSUM_BYTES = 8;
    private static final int MAX_NUMBER_BYTES = 8;
    private static final int BITS_PER_BYTE = 7;
    private static final int MORE = 0x80;
    private static final long NEVER_SEEN = 0;

    private EventId() {}

    /**
     * Returns the id of a client that has seen these versions.
     *
     * @param seen every key of the URL, in the order of the URL, 0 for none
     */
    public static String of(Map<String, Long> seen) {
        long highest = highest(seen.values());
        ByteBuffer numbers = ByteBuffer.allocate((seen.size() + 1) * MAX_NUMBER_BYTES);
        putNumber(numbers, highest);
        for (long version : seen.values()) {
            putNumber(numbers, version == 0 ? NEVER_SEEN : highest - version + 1);
        }
        byte[] written = Arrays.copyOf(numbers.array(), numbers.position());
        byte[] id = ByteBuffer.allocate(CHECKSUM_BYTES + written.length)
                .put(checksum(seen.keySet(), written))
                .put(written)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    /**
     * Returns the versions that the client with this id has seen.
     *
     * @param keys the keys of the URL, each once, in the order of the URL
     * @param id the {@code Last-Event-ID} field, or null
     * @return the version of every key, 0 where nothing was seen, in the order of {@code keys}
     */
    public static Map<String, Long> seen(Collection<String> keys, @Nullable String id) {
        List<Long> versions = id == null ? List.of() : versions(keys, id);
        Map<String, Long> seen = new LinkedHashMap<>();
        int index = 0;
        for (String key : keys) {
            seen.put(key, versions.isEmpty() ? 0L : versions.get(index++));
        }
        return Collections.unmodifiableMap(seen);
    }

    /** The version of each key, or nothing if the id does not hold them. */
    private static List<Long> versions(Collection<String> keys, String id) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(id);
        } catch (IllegalArgumentException notBase64) {
            return List.of();
        }
        if (bytes.length <= CHECKSUM_BYTES) {
            return List.of();
        }
        byte[] written = Arrays.copyOfRange(bytes, CHECKSUM_BYTES, bytes.length);
        if (!Arrays.equals(checksum(keys, written), Arrays.copyOf(bytes, CHECKSUM_BYTES))) {
            return List.of();
        }
        return versions(keys.size(), ByteBuffer.wrap(written));
    }

    private static List<Long> versions(int count, ByteBuffer numbers) {
        long highest = number(numbers);
        List<Long> versions = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long distance = number(numbers);
            // A forged id can have any numbers after a correct checksum.
            versions.add(distance == NEVER_SEEN ? 0 : Math.max(0, highest - distance + 1));
        }
        return versions;
    }

    private static long highest(Collection<Long> versions) {
        return versions.isEmpty() ? 0 : Collections.max(versions);
    }

    private static byte[] checksum(Collection<String> keys, byte[] written) {
        Fingerprint fingerprint = new Fingerprint().add(keys.size());
        keys.forEach(fingerprint::add);
        return fingerprint.add(written).bytes(CHECKSUM_BYTES);
    }

    /** Seven bits a byte, lowest first; the eighth says that more follow. */
    private static void putNumber(ByteBuffer out, long number) {
        long rest = number;
        while (rest >= MORE) {
            out.put((byte) (rest | MORE));
            rest >>>= BITS_PER_BYTE;
        }
        out.put((byte) rest);
    }

    private static long number(ByteBuffer in) {
        long number = 0;
        for (int i = 0; i < MAX_NUMBER_BYTES && in.hasRemaining(); i++) {
            int part = in.get();
            number |= (long) (part & (MORE - 1)) << (i * BITS_PER_BYTE);
            if (part >= 0) {
                break;
            }
        }
        return number;
    }
}
