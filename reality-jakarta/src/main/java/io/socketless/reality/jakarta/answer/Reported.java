package io.socketless.reality.jakarta.answer;

import io.socketless.reality.KeyState;
import io.socketless.reality.protocol.ChangedKey;
import java.util.Optional;

/**
 * A key that an answer reports.
 *
 * @param payload JSON, if the application provides any
 */
public record Reported(KeyState state, Optional<String> payload) {

    /** The key's entry in {@code changed}, without the payload. */
    public ChangedKey changed() {
        return new ChangedKey(state.version(), state.hash(), state.source());
    }
}
