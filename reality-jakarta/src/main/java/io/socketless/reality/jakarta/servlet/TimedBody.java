package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.protocol.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A body that must have come within a time, and that is refused if it breaks off. Servers bound the pause between two bytes
 * only, so a client that sends a byte now and then would keep a thread for as long as it likes.
 *
 * <p>The time is checked after every read of the server, so a body may take longer than the limit by one such pause.
 */
final class TimedBody extends InputStream {

    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;

    private final InputStream in;
    private final Duration limit;
    private final long startedAt = System.nanoTime();
    private boolean ended;
    private boolean broken;

    TimedBody(InputStream in, Duration limit) {
        this.in = in;
        this.limit = limit;
    }

    @Override
    public int read() {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
        int count;
        try {
            count = in.read(buffer, offset, length);
        } catch (IOException | RuntimeException failure) { // servers throw either for chunks that are malformed
            broken = true;
            throw isLate() ? late() : ProtocolException.of(BAD_REQUEST, "The body broke off.");
        }
        if (isLate()) {
            throw late();
        }
        ended = count < 0;
        return count;
    }

    /**
     * Reads on to the end of the body and forgets what it reads.
     *
     * @param maxBytes how much at most
     * @return whether the end was reached
     */
    boolean skipRest(long maxBytes) {
        byte[] buffer = new byte[8192];
        long left = maxBytes;
        try {
            while (!ended && !broken && left >= 0) {
                left -= read(buffer, 0, buffer.length);
            }
        } catch (ProtocolException brokenOrLate) {
            return false;
        }
        return ended;
    }

    private boolean isLate() {
        return System.nanoTime() - startedAt > limit.toNanos();
    }

    private ProtocolException late() {
        return ProtocolException.of(REQUEST_TIMEOUT, "The body has not come within " + limit.toMillis() + " ms.");
    }
}
