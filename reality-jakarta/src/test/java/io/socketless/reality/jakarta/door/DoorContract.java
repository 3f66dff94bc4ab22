package io.socketless.reality.jakarta.door;

import java.util.Map;

/** A test that every door for HTTP runs. */
public abstract class DoorContract {

    /** The door to test. */
    protected Door door() {
        return Door.SERVLET;
    }

    final Server start(Map<String, String> settings, Class<?>... classes) throws Exception {
        return Server.start(door(), settings, classes);
    }

    final Server start(Class<?>... classes) throws Exception {
        return start(Map.of("reality.write.secret", Server.SECRET), classes);
    }
}
