package io.socketless.reality.jakarta.answer;

import java.util.Map;
import java.util.Optional;

/**
 * The answer to a poll.
 *
 * @param versions the current version of each key that the caller can watch
 * @param modified all of these keys; empty if the client holds their versions
 */
public record PollAnswer(Map<String, Long> versions, Optional<SyncAnswer> modified) {}
