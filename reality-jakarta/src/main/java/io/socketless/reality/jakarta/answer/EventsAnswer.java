package io.socketless.reality.jakarta.answer;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The answer to an event request.
 *
 * @param seen every key of the request and the version that the client had seen
 * @param changed the keys to report, in the order of the request
 * @param retry pause of the client before its next request
 */
public record EventsAnswer(Map<String, Long> seen, List<Reported> changed, Duration retry) {}
