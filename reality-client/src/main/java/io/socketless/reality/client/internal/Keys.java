package io.socketless.reality.client.internal;

import io.socketless.reality.protocol.KeyRule;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;

/** Checks keys. Each server has its own maximum length, so the client has none. */
final class Keys {

    private static final KeyRule RULE = new KeyRule(Integer.MAX_VALUE);

    private Keys() {}

    /** @throws IllegalArgumentException if the key is invalid on every server; the message states the reason */
    static String checked(String key) {
        RULE.fault(key).ifPresent(fault -> {
            throw new IllegalArgumentException("Invalid key '" + key + "': " + fault);
        });
        return key;
    }

    static Set<String> checked(Collection<String> keys) {
        keys.forEach(Keys::checked);
        return new LinkedHashSet<>(keys);
    }
}
