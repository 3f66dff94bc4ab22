package io.socketless.reality.hazelcast;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The floor of one partition, kept under a reserved key in that partition. {@link Floors} is the protocol.
 *
 * <p>As bytes, big-endian: format (1), version (8), owner (16), number of losses (1), the losses (16 each). Further
 * bytes are ignored, as in {@link Entry}.
 *
 * @param version the version of every key of the partition that has no entry above it
 * @param owner the member that owned the partition when this was written
 * @param losses the lost members that this version accounts for, latest first, at most {@value #REMEMBERED}
 */
record Floor(long version, UUID owner, List<UUID> losses) {

    /** A loss that drops out of the list causes one more raise, which costs extra refetches only. */
    static final int REMEMBERED = 8;

    private static final byte FORMAT = 1;

    Floor {
        losses = List.copyOf(losses);
    }

    Floor boundTo(UUID newOwner) {
        return new Floor(version, newOwner, losses);
    }

    Floor raised(long newVersion, UUID newOwner, Collection<UUID> newLosses) {
        Set<UUID> all = new LinkedHashSet<>(newLosses);
        all.addAll(losses);
        return new Floor(newVersion, newOwner, new ArrayList<>(all).subList(0, Math.min(all.size(), REMEMBERED)));
    }

    /** Raised by the {@link Sweeper}, not for a loss. */
    Floor raisedTo(long newVersion) {
        return new Floor(newVersion, owner, losses);
    }

    /** Whether this raises a former floor and accounts for a further loss. A raise by the {@link Sweeper} does not. */
    boolean raisedForLoss(Floor former) {
        return version != former.version && !losses.equals(former.losses);
    }

    byte[] encoded() {
        ByteBuffer buffer = ByteBuffer.allocate(1 + Long.BYTES + 16 + 1 + 16 * losses.size());
        buffer.put(FORMAT).putLong(version);
        put(buffer, owner);
        buffer.put((byte) losses.size());
        losses.forEach(member -> put(buffer, member));
        return buffer.array();
    }

    static Floor decoded(byte[] bytes) {
        return UnknownFormatException.guard(bytes, FORMAT, buffer -> {
            long version = buffer.getLong();
            UUID owner = uuid(buffer);
            int count = buffer.get();
            List<UUID> losses = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                losses.add(uuid(buffer));
            }
            return new Floor(version, owner, losses);
        });
    }

    private static void put(ByteBuffer buffer, UUID uuid) {
        buffer.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer buffer) {
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
