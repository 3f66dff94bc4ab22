package io.socketless.reality.core;

import io.socketless.reality.internal.LogMessage;

/** Log messages of the core: 1011 and 1150 to 1199. */
final class CoreMessages {

    static final LogMessage TASK_FAILED =
            LogMessage.warning(1011, "A periodic task failed; it runs again at its next turn");
    static final LogMessage LISTENER_FAILED = LogMessage.warning(1150, "A store listener failed");
    static final LogMessage KEYS_SWEPT =
            LogMessage.info(1151, "Swept %d keys in %d ms (reality.retention, reality.memory.max-keys); %d remain");

    private CoreMessages() {}
}
