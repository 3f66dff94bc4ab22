package io.socketless.reality.rest;

import io.socketless.reality.jakarta.door.CompatibilityContract;
import io.socketless.reality.jakarta.door.Door;

class ResourceCompatibilityTest extends CompatibilityContract {

    @Override
    protected Door door() {
        return ResourceDoor.with();
    }
}
