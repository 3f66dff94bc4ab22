package io.socketless.reality.protocol;

import java.io.IOException;
import java.io.InputStream;

/** A body that is refused with the first byte beyond its limit. Closing it leaves the caller's stream open. */
final class BoundedBody extends InputStream {

    private static final int BYTE_ORDER_MARK = 0xEFBBBF;
    private static final int MARK_LENGTH = 3;

    private final InputStream in;
    private final int maxBytes;
    private long count;
    private int head;

    BoundedBody(InputStream in, int maxBytes) {
        this.in = in;
        this.maxBytes = maxBytes;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        // One byte beyond the limit is enough to know.
        int read = in.read(buffer, offset, (int) Math.min(length, maxBytes - count + 1));
        for (int i = 0; i < read && count + i < MARK_LENGTH; i++) {
            head = (head << 8) | (buffer[offset + i] & 0xFF);
        }
        if (read > 0) {
            count += read;
        }
        if (count > maxBytes) {
            throw ProtocolException.bodyTooLarge(maxBytes);
        }
        return read;
    }

    /** The bytes read so far. */
    long count() {
        return count;
    }

    boolean beginsWithByteOrderMark() {
        return head == BYTE_ORDER_MARK;
    }
}
