package io.socketless.reality.it;

import java.time.Duration;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Waiting for the servers. */
final class Waiting {

    private Waiting() {}

    static ConditionFactory atMostSeconds(int seconds) {
        return Awaitility.await().atMost(Duration.ofSeconds(seconds)).pollInterval(Duration.ofMillis(50));
    }

    /**
     * Returns when a request has been held for long enough to be sure that the server waits; fails if it is answered.
     */
    static void untilHeld(Future<?> request) {
        staysOpen(request, Duration.ofMillis(400));
    }

    /** Fails if a request is answered within that time. */
    static void staysOpen(Future<?> request, Duration time) {
        Awaitility.await("no answer")
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .during(time)
                .atMost(time.plusSeconds(5))
                .failFast("the request was answered", request::isDone)
                .until(() -> !request.isDone());
    }
}
