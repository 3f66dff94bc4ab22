package io.socketless.reality.rest;

import io.socketless.reality.jakarta.door.Door;
import io.socketless.reality.jakarta.door.WaitingContract;

class ResourceWaitingTest extends WaitingContract {

    @Override
    protected Door door() {
        return ResourceDoor.with();
    }
}
