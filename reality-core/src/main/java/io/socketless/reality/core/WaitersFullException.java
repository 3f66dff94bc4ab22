package io.socketless.reality.core;

/** There is no room for another waiting client on this node. */
public final class WaitersFullException extends RuntimeException {

    WaitersFullException(int limit) {
        super("%d clients wait on this node already".formatted(limit));
    }
}
