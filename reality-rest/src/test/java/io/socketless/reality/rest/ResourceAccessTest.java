package io.socketless.reality.rest;

import io.socketless.reality.jakarta.door.AccessContract;
import io.socketless.reality.jakarta.door.Door;

class ResourceAccessTest extends AccessContract {

    @Override
    protected Door door() {
        return ResourceDoor.with();
    }
}
