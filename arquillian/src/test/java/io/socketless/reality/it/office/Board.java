package io.socketless.reality.it.office;

import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.jakarta.Key;
import jakarta.enterprise.context.ApplicationScoped;

/** Something whose methods say what they change. */
@ApplicationScoped
public class Board {
    @Invalidates("method:{room}")
    void write(@Key("room") String room) {
        // The annotation is all that is looked at.
    }
}
