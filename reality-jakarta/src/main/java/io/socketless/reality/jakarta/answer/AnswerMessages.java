package io.socketless.reality.jakarta.answer;

import io.socketless.reality.internal.LogMessage;

/** Log messages of the answers: 1200 to 1249, with 1008 and 1009. */
final class AnswerMessages {

    static final LogMessage PAYLOAD_FAILED = LogMessage.warning(1008, "No payload for key %s: %s");
    static final LogMessage AUTHORIZER_FAILED =
            LogMessage.warning(1009, "The key authorizer failed; %d keys are denied, %s among them");
    static final LogMessage REQUEST_FAILED = LogMessage.error(1200, "A request to %s failed");

    private AnswerMessages() {}
}
