package io.socketless.reality.it.board;

import io.socketless.reality.jakarta.Invalidates;
import io.socketless.reality.jakarta.Key;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

@ApplicationScoped
public class Rooms {

    @Transactional
    @Invalidates("room:{room}")
    public void post(@Key("room") String room, boolean fail) {
        if (fail) {
            throw new IllegalStateException("rolled back");
        }
    }
}
