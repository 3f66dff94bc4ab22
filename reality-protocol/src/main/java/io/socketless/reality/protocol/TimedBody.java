package io.socketless.reality.protocol;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A body that must arrive within a time limit. A body that ends prematurely is refused. Servers limit only the pause
 * between two bytes, so without this a client that sends a byte now and then could hold a thread indefinitely.
 *
 * <p>The time is checked after each read, so a body can take longer than the limit by one such pause.
 */
public final class TimedBody extends InputStream {

    private static final int BAD_REQUEST = 400;
    private static final int REQUEST_TIMEOUT = 408;

    private final InputStream in;
    private final Duration limit;
    private final long startedAt = System.nanoTime();
    private boolean ended;
    private boolean broken;

    public TimedBody(InputStream in, Duration limit) {
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
            throw isLate() ? late() : ProtocolException.of(BAD_REQUEST, "The body ended prematurely.");
        }
        if (isLate()) {
            throw late();
        }
        ended = count < 0;
        return count;
    }

    /**
     * Reads to the end of the body and discards the content.
     *
     * @param maxBytes maximum bytes to read
     * @return whether the end was reached
     */
    public boolean skipRest(long maxBytes) {
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
        return ProtocolException.of(REQUEST_TIMEOUT, "The body did not arrive within " + limit.toMillis() + " ms.");
    }
}
