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
 * <p>As bytes, big-endian: format (1), version (8), owner (16), how many losses (1), the losses (16 each). What follows is
 * ignored, as in {@link Entry}.
 *
 * @param version the version of every key of the partition that has no entry above it
 * @param owner the member that owned the partition when this was written
 * @param survived the members whose loss this version already accounts for, latest first, at most {@value #REMEMBERED}
 */
record Floor(long version, UUID owner, List<UUID> survived) {

    /** A loss that drops out of the list is answered by one more raise, which costs refetches only. */
    static final int REMEMBERED = 8;

    private static final byte FORMAT = 1;

    Floor {
        survived = List.copyOf(survived);
    }

    Floor boundTo(UUID newOwner) {
        return new Floor(version, newOwner, survived);
    }

    Floor raised(long newVersion, UUID newOwner, Collection<UUID> losses) {
        Set<UUID> all = new LinkedHashSet<>(losses);
        all.addAll(survived);
        return new Floor(newVersion, newOwner, new ArrayList<>(all).subList(0, Math.min(all.size(), REMEMBERED)));
    }

    /** Raised by choice, not for a loss. */
    Floor raisedTo(long newVersion) {
        return new Floor(newVersion, owner, survived);
    }

    /** Whether this is a raise over a former floor that accounts for a further loss; one by choice does not. */
    boolean raisedForLoss(Floor former) {
        return version != former.version && !survived.equals(former.survived);
    }

    byte[] encoded() {
        ByteBuffer buffer = ByteBuffer.allocate(1 + Long.BYTES + 16 + 1 + 16 * survived.size());
        buffer.put(FORMAT).putLong(version);
        put(buffer, owner);
        buffer.put((byte) survived.size());
        survived.forEach(member -> put(buffer, member));
        return buffer.array();
    }

    static Floor decoded(byte[] bytes) {
        return UnknownFormatException.guard(bytes, FORMAT, buffer -> {
            long version = buffer.getLong();
            UUID owner = uuid(buffer);
            int count = buffer.get();
            List<UUID> survived = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                survived.add(uuid(buffer));
            }
            return new Floor(version, owner, survived);
        });
    }

    private static void put(ByteBuffer buffer, UUID uuid) {
        buffer.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
    }

    private static UUID uuid(ByteBuffer buffer) {
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
