package io.socketless.reality.core;

/** This node already holds the maximum number of requests. */
public final class WaitersFullException extends RuntimeException {

    WaitersFullException(int limit) {
        super("This node already holds %d requests".formatted(limit));
    }
}
