package io.socketless.reality.jakarta.node;

import io.socketless.reality.protocol.KeyRule;

/** Keys that come from code of the application. */
final class Keys {

    private Keys() {}

    /** @throws IllegalArgumentException if the key breaks the rule; the message names the key and the reason */
    static String checked(KeyRule rule, String key) {
        rule.fault(key).ifPresent(fault -> {
            throw new IllegalArgumentException("'" + key + "': " + fault);
        });
        return key;
    }
}
